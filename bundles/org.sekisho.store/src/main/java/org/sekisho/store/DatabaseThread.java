// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sekisho.record.RecordException;

/**
 * The one thread that uses the database: it does what others ask for in turn, and has the keeper do
 * its chores in between. So nobody's interrupt closes the file, and what fails is dealt with in one
 * place.
 */
final class DatabaseThread implements Runnable {
    private static final long CHORES_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A disk that takes longer than this hangs. */
    private static final long PATIENCE_SECONDS = 30;

    private static final long STOP_MILLIS = 3000;

    private final DatabaseKeeper keeper;
    private final LinkedBlockingQueue<Call<?>> calls = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this, "sekisho-store");
    private volatile boolean stopping;

    DatabaseThread(DatabaseKeeper keeper) {
        this.keeper = keeper;
        thread.setDaemon(true);
    }

    /** Something to be done with the open database. */
    @FunctionalInterface
    interface Work<R> {
        R on(Database database) throws SQLException, IOException, RecordException;
    }

    private record Call<R>(Work<R> work, boolean writes, CompletableFuture<R> answer) {}

    void start() {
        thread.start();
    }

    /** Reads. */
    <R> R read(Work<R> work) throws RecordException {
        return call(new Call<>(work, false, new CompletableFuture<>()));
    }

    /** Changes, and returns when the change outlives this process. */
    <R> R write(Work<R> work) throws RecordException {
        return call(new Call<>(work, true, new CompletableFuture<>()));
    }

    private <R> R call(Call<R> call) throws RecordException {
        calls.add(call);
        if (stopping) {
            failCalls();
        }
        try {
            return call.answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new RecordException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            call.answer.cancel(false);
            throw new RecordException(
                    "%s did not answer for %d s: see whether its disk still works"
                            .formatted(keeper.file(), PATIENCE_SECONDS),
                    e);
        } catch (InterruptedException e) {
            call.answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new RecordException("interrupted before it was known to be recorded", e);
        }
    }

    @Override
    public void run() {
        long choresAt = System.nanoTime();
        while (!stopping) {
            try {
                Call<?> call = calls.poll(choresAt - System.nanoTime(), TimeUnit.NANOSECONDS);
                // who does not wait any more is told that it was not recorded
                if (call != null && !call.answer.isDone()) {
                    serve(call);
                }
                if (System.nanoTime() - choresAt >= 0) {
                    keeper.chores(() -> calls.isEmpty() && !stopping);
                    choresAt = System.nanoTime() + CHORES_NANOS;
                }
            } catch (InterruptedException e) {
                stopping = true;
            }
        }
        keeper.close();
        failCalls();
    }

    private <R> void serve(Call<R> call) {
        for (int attempt = 1; ; attempt++) {
            Database database = keeper.database(call.writes);
            if (database == null) {
                call.answer.completeExceptionally(new RecordException(keeper.trouble(), null));
                return;
            }
            try {
                R result = call.work.on(database);
                if (call.writes) {
                    database.commit();
                    keeper.changed();
                } else {
                    database.rollback();
                }
                call.answer.complete(result);
                return;
            } catch (SQLException | IOException | RecordException | RuntimeException | Error e) {
                if (!keeper.recover(e, attempt)) {
                    call.answer.completeExceptionally(
                            e instanceof RecordException ? e : keeper.failed(e));
                    return;
                }
            }
        }
    }

    private void failCalls() {
        for (Call<?> call = calls.poll(); call != null; call = calls.poll()) {
            call.answer.completeExceptionally(
                    new RecordException("the store has been stopped", null));
        }
    }

    /** Ends what is being done, and lets the database go. */
    void stop() {
        stopping = true;
        // so that it need not wait for its chores
        calls.add(new Call<>(none -> null, false, new CompletableFuture<>()));
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

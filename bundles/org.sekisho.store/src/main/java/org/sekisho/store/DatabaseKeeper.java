// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.sekisho.record.RecordException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the database open and in order: opens it again when it failed, brings it to the disk once a
 * second, deletes what is old, makes the file smaller. Used by one thread; {@link #trouble} and
 * {@link #figures} by any.
 */
final class DatabaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.store");
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long RETENTION_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** So many changes may pile up before retention looks again. */
    private static final int RETENTION_CHANGES = 1000;

    /** Free space in the file that is not worth the effort of packing it. */
    static final long LOOSE_BYTES = 32L << 20;

    /** So many times that is worth making somebody wait. */
    private static final int URGENT = 4;

    private static final String RECORDS_NOTHING =
            "cases, decisions and blocks are not recorded, and detection goes on";

    private final DatabaseFolder folder;
    private final Opening opening;
    private final Retention retention;
    private final long loose;
    private volatile String trouble;
    private volatile Figures figures = Figures.NONE;

    private Database database;
    private boolean writable;
    private boolean unsynced;
    private int changes;
    private long changedAt = System.nanoTime();
    private long retryAt = changedAt;
    private long retentionAt = changedAt;

    /**
     * Opens nothing yet.
     *
     * @param loose bytes of free space in the file that are let be
     */
    DatabaseKeeper(DatabaseFolder folder, Opening opening, Retention retention, long loose) {
        this.folder = folder;
        this.opening = opening;
        this.retention = retention;
        this.loose = loose;
    }

    Path file() {
        return folder.file();
    }

    /** The open database, or null if there is none: then {@link #trouble} says why. */
    Database database(boolean toWrite) {
        if (!isOpen(toWrite) && System.nanoTime() - retryAt >= 0) {
            open();
        }
        return isOpen(toWrite) ? database : null;
    }

    private boolean isOpen(boolean toWrite) {
        return database != null && (writable || !toWrite);
    }

    /** Something was committed. */
    void changed() {
        unsynced = true;
        changes++;
        changedAt = System.nanoTime();
    }

    /**
     * Makes the database usable after a failure.
     *
     * @param attempt how often the same was tried: the second time it fails although all rows could
     *     be read, the database is put aside
     * @return whether it is worth another attempt
     */
    boolean recover(Throwable e, int attempt) {
        boolean ours =
                !(e instanceof SQLException || e instanceof IOException || e instanceof Error);
        Failure failure = ours ? Failure.CALL : Failure.of(e);
        if (failure == Failure.CALL && takeBack()) {
            return false;
        }
        LOG.debug("the database failed", e);
        database.abandon();
        database = null;
        boolean suspicious = failure == Failure.SUSPICIOUS || failure == Failure.CALL;
        try {
            if (suspicious && attempt > 1) {
                opening.putAside(e);
            }
            open();
            if (suspicious && attempt == 1 && database != null) {
                Survey.readAll(database);
            }
        } catch (SQLException again) {
            return recover(again, 2);
        } catch (IOException stuck) {
            trouble(stuck);
        }
        return database != null && attempt < 3;
    }

    private boolean takeBack() {
        try {
            database.rollback();
            return true;
        } catch (SQLException closed) {
            return false;
        }
    }

    private void open() {
        if (database != null) {
            database.abandon();
            database = null;
        }
        retryAt = System.nanoTime() + RETRY_NANOS;
        try {
            Opening.Opened opened = opening.open();
            database = opened.database();
            writable = opened.writable();
            if (!writable) {
                trouble(opened.obstacle());
            } else if (trouble != null) {
                LOG.info("The store {} is written again", folder.file());
                trouble = null;
            }
        } catch (SQLException | IOException | RuntimeException | Error e) {
            trouble(e);
        }
        look();
    }

    private void trouble(Throwable e) {
        String now = words(e);
        if (!now.equals(trouble)) {
            LOG.warn("The store fails. {}", now);
        }
        trouble = now;
    }

    private String words(Throwable e) {
        if (e instanceof Failure.LaterSchema || e instanceof Failure.NotMigrated) {
            return e.getMessage() + "; until then " + RECORDS_NOTHING;
        }
        return switch (Failure.of(e)) {
            case IN_USE ->
                    "%s is in use by another process, so %s; stop that process"
                            .formatted(folder.file(), RECORDS_NOTHING);
            case LATER ->
                    "%s was written by a later version of its database, so %s; start that version of Sekisho again, or move the file away to begin anew"
                            .formatted(folder.file(), RECORDS_NOTHING);
            default ->
                    "%s can't be written (%s), so %s; see that this user may write there and that its file system has room; it is tried again every %d s"
                            .formatted(
                                    folder.file(),
                                    Failure.reason(e),
                                    RECORDS_NOTHING,
                                    TimeUnit.NANOSECONDS.toSeconds(RETRY_NANOS));
        };
    }

    /** What to tell somebody whose call failed. */
    RecordException failed(Throwable e) {
        return new RecordException(trouble != null ? trouble : words(e), e);
    }

    /**
     * Does what is due.
     *
     * @param idle whether nobody waits
     */
    void chores(BooleanSupplier idle) {
        if (database(true) == null) {
            return;
        }
        try {
            if (unsynced) {
                unsynced = false;
                database.sync();
            }
            long now = System.nanoTime();
            if (now - retentionAt >= 0 || changes >= RETENTION_CHANGES) {
                retain(now, idle);
            }
            look();
            pack(idle);
        } catch (SQLException | IOException | RuntimeException | Error e) {
            if (database == null) {
                trouble(e);
            } else {
                recover(e, 1);
            }
        }
    }

    /** Deletes as fast as rows come, and faster while nobody waits. */
    private void retain(long now, BooleanSupplier idle) throws SQLException {
        int portions = 1 + 2 * changes / Retention.PORTION;
        changes = 0;
        boolean more = true;
        while (more && (portions-- > 0 || idle.getAsBoolean())) {
            more = retention.portion(database);
        }
        if (!more) {
            retentionAt = now + RETENTION_NANOS;
        }
    }

    /**
     * The file only grows while it is used. When it is much larger than what is in it, that is
     * written into a new one: while nobody wants anything, or at last although somebody waits.
     */
    private void pack(BooleanSupplier idle) throws SQLException, IOException {
        long worth = loose + 2 * figures.bytesUsed();
        boolean urgent = folder.bytes() > URGENT * worth;
        boolean quiet = System.nanoTime() - changedAt > QUIET_NANOS && idle.getAsBoolean();
        if (folder.bytes() <= worth
                || !urgent && !quiet
                || !opening.pack(database, () -> urgent || idle.getAsBoolean())) {
            return;
        }
        database.close();
        database = null;
        folder.finish();
        open();
    }

    private void look() {
        try {
            List<Path> damaged = folder.damaged();
            figures =
                    database == null
                            ? Figures.none(retention.deleted(), damaged)
                            : Survey.figures(database, writable, retention.deleted(), damaged);
        } catch (SQLException | IOException e) {
            LOG.debug("no figures", e);
        }
    }

    /** Lets the database go. */
    void close() {
        if (database == null) {
            return;
        }
        try (Database last = database) {
            if (writable && unsynced) {
                last.sync();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The store {} did not close: {}", folder.file(), Failure.reason(e));
        }
        database = null;
    }

    /** What needs a person, or null. */
    String trouble() {
        return trouble;
    }

    Figures figures() {
        return figures;
    }
}

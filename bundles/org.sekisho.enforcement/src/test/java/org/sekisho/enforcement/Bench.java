// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.sekisho.enforcement.record.MemoryRecords;
import org.sekisho.enforcement.wanted.Fuse;
import org.sekisho.event.Tick;
import org.sekisho.event.flow.FlowCheckpoint;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.record.Records;

/** A stage with everything around it; may be ended and begun again. */
final class Bench implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final SetClock clock = new SetClock();
    final KernelInMemory kernel = new KernelInMemory(clock, "kernel");
    final SetPolicy policy = new SetPolicy();
    final KeptNotices notices = new KeptNotices();
    private final Path home;
    private Records records = new MemoryRecords();
    private Options options = options(0);
    Stage stage;

    Bench(Path home) {
        this.home = home;
    }

    static Options options(int perMinute) {
        return new Options(false, new Fuse.Bounds(perMinute, 100, 10, null));
    }

    Bench with(Options changed) {
        options = changed;
        return this;
    }

    Bench with(Records other) {
        records = other;
        return this;
    }

    Records records() {
        return records;
    }

    /** Begins with policy, records, a firewall and somebody who is told. */
    Bench begin() {
        stage = new Stage(clock, home, options);
        stage.notices().add(notices);
        stage.policy(policy);
        stage.records(records);
        stage.add(kernel);
        seconds(0);
        return this;
    }

    /** As a kill would have it: the stage is gone, what it held in memory with it. */
    void kill() {
        stage.close(false);
        stage = null;
    }

    /** Does something on the acting thread. */
    <T> T call(Callable<T> work) {
        try {
            return stage.thread.call(work, PATIENCE);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(condition);
    }

    /** Time passes, and the traffic's time with it. */
    void seconds(long seconds) {
        clock.pass(Duration.ofSeconds(seconds));
        stage.traffic.event(new Tick(Samples.at(null, clock.wall())));
    }

    /** A flow of the client begins now and both ends send for ten seconds. */
    void talk(long flow, String client, int port, String server) {
        stage.traffic.event(
                new FlowStarted(
                        Samples.at(Samples.flow(flow, client, port, server), clock.wall()), true));
        for (int i = 1; i <= 2; i++) {
            seconds(5);
            checkpoint(flow, client, port, server, 10 * i, 10 * i);
        }
    }

    /** So many packets of 200 bytes were sent so far. */
    void checkpoint(
            long flow, String client, int port, String server, long toServer, long toClient) {
        stage.traffic.event(
                new FlowCheckpoint(
                        Samples.at(Samples.flow(flow, client, port, server), clock.wall()),
                        toServer,
                        toClient,
                        200 * toServer,
                        200 * toClient));
    }

    @Override
    public void close() {
        if (stage != null) {
            stage.close(false);
        }
    }
}

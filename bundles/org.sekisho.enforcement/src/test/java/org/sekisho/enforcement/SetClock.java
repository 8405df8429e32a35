// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.time.Duration;
import java.time.Instant;
import org.sekisho.enforcement.time.Clock;

/** Clocks that a test sets. */
public final class SetClock implements Clock {
    private volatile long wall =
            Instant.parse("2026-11-22T12:00:00Z").getEpochSecond() * 1_000_000_000L;
    private volatile long uptime = 5_000_000_000_000L;
    private volatile String boot = "first";

    @Override
    public long wall() {
        return wall;
    }

    @Override
    public long uptime() {
        return uptime;
    }

    @Override
    public String boot() {
        return boot;
    }

    /** Time passes on both. */
    public void pass(Duration time) {
        wall += time.toNanos();
        uptime += time.toNanos();
    }

    /** Somebody sets the one on the wall. */
    public void step(Duration time) {
        wall += time.toNanos();
    }

    /** The machine is started anew after this time. */
    public void reboot(Duration down) {
        wall += down.toNanos();
        uptime = 20_000_000_000L;
        boot = "second";
    }
}

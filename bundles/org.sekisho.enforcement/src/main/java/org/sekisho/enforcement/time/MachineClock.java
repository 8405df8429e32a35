// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.time;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * The clocks of Linux: {@code /proc/uptime} is CLOCK_BOOTTIME in hundredths of a second, {@code
 * boot_id} is made anew at each start (proc(5), random(4)). Elsewhere the process takes the place
 * of the machine: after a restart of it only wall time is left.
 */
public final class MachineClock implements Clock {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final long SECOND = 1_000_000_000L;

    private final String boot;
    private final boolean isLinux;

    /** The clocks of this machine. */
    public MachineClock() {
        String id = null;
        try {
            id = Files.readString(BOOT).strip();
            read();
        } catch (IOException | RuntimeException elsewhere) {
            id = null;
        }
        isLinux = id != null;
        boot = isLinux ? id : "process " + UUID.randomUUID();
    }

    private static long read() throws IOException {
        String first = Files.readString(UPTIME).split(" ", 2)[0];
        return new BigDecimal(first).movePointRight(9).longValue();
    }

    @Override
    public long wall() {
        Instant now = Instant.now();
        return now.getEpochSecond() * SECOND + now.getNano();
    }

    @Override
    public long uptime() {
        if (!isLinux) {
            return System.nanoTime();
        }
        try {
            return read();
        } catch (IOException gone) {
            throw new IllegalStateException(UPTIME + " can't be read any more", gone);
        }
    }

    @Override
    public String boot() {
        return boot;
    }
}

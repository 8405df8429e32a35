// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.confirm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Time since this start of the machine, which outlives the process and which nobody sets (proc(5),
 * /proc/uptime).
 */
interface Uptime {
    /** What tells this start of the machine from others; empty if it can't be told. */
    String boot();

    /** Nanoseconds after it. */
    long nanos();

    /** The kernel's; where it tells none, that of this process. */
    static Uptime ofKernel() {
        return new Uptime() {
            private final String boot = read("/proc/sys/kernel/random/boot_id");

            @Override
            public String boot() {
                return boot;
            }

            @Override
            public long nanos() {
                String uptime = read("/proc/uptime");
                try {
                    double seconds = Double.parseDouble(uptime.split(" ")[0]);
                    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
                } catch (NumberFormatException none) {
                    return System.nanoTime();
                }
            }
        };
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException none) {
            return "";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For how long somebody on this machine wanted a processor and there was none, as the kernel's
 * pressure stall information counts: a promise in seconds is one about a machine that lets the
 * process run, so what is measured may be later by this much. A kernel that does not count leaves
 * no such excuse.
 *
 * @param micros since the machine was started
 */
record CpuPressure(long micros) {
    private static final Path FILE = Path.of("/proc/pressure/cpu");
    private static final Pattern SOME = Pattern.compile("some .*total=(\\d+)");

    static CpuPressure now() throws IOException {
        if (!Files.isReadable(FILE)) {
            return new CpuPressure(0);
        }
        Matcher some = SOME.matcher(Files.readString(FILE));
        if (!some.find()) {
            throw new IOException(FILE + " does not say for how long processors were missing");
        }
        return new CpuPressure(Long.parseLong(some.group(1)));
    }

    long millisSince() throws IOException {
        return (now().micros - micros) / 1000;
    }
}

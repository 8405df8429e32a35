// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Packet times in words: ISO 8601, UTC, microseconds. */
final class PacketTime {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final long SECOND = 1_000_000_000L;

    private PacketTime() {}

    static String iso(long nanos) {
        return ISO.format(
                Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND)));
    }
}

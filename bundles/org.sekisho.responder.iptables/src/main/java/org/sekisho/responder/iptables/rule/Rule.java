// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.rule;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A rule of ours. Its comment says whose it is, and has a checksum by which it is known again:
 * versions of iptables list the same rule in different words.
 *
 * @param chain where it is
 * @param match what it looks for; empty for every packet
 * @param target what it does
 */
public record Rule(String chain, String match, String target) {
    private static final Pattern COMMENT =
            Pattern.compile(" --comment \"?(sekisho:[0-9a-f]{8})\"?(?: |$)");

    /** The comment of a rule as it is listed; null if it has none of ours. */
    public static String mark(String line) {
        Matcher matcher = COMMENT.matcher(line);
        return matcher.find() ? matcher.group(1) : null;
    }

    /** What it is known by. */
    public String mark() {
        CRC32 sum = new CRC32();
        sum.update((chain + " " + match + " " + target).getBytes(StandardCharsets.US_ASCII));
        return String.format("sekisho:%08x", sum.getValue());
    }

    /** What appends it, for {@code iptables-restore}. */
    public String append() {
        return "-A "
                + chain
                + (match.isEmpty() ? "" : " " + match)
                + " -m comment --comment "
                + mark()
                + " -j "
                + target;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.notice;

import java.util.List;

/** Names that somebody who is observed may choose: as a server name, a certificate's, a host's. */
public final class HostileTexts {
    /** A header of a mail, or a line of a log, that would be believed. */
    public static final String HEADER = "a.example\r\nBcc: victim@example.org\r\n\r\nforged body";

    /** How a mail program of old was made to run a command. */
    public static final String TILDE = "b.example\n~! touch /tmp/sekisho-hostile\n";

    /** For a shell. */
    public static final String SHELL = "$(touch /tmp/sekisho-hostile)`id`;|&&'\"";

    /** For a terminal: title, colour, clearing of the screen, and the 8-bit introducer. */
    public static final String TERMINAL = "\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u009b31m";

    /** Turned round when shown. */
    public static final String BIDI = "safe\u202egpj.exe\u202c\u2066hidden\u2069\u200b";

    /** Ends a text in C. */
    public static final String NUL = "front\u0000behind";

    /** For a page. */
    public static final String HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;";

    /** For a table calculation. */
    public static final String CELL = "=cmd|' /C calc'!A0,\"x\";@SUM(1+1)";

    /** Ends structured data of a log, and begins other. */
    public static final String STRUCTURED = "x\"] [forged@1 a=\"b\\";

    /** Half a character. */
    public static final String SURROGATE = "half\ud800";

    /** More than anybody wants to read: 64 KiB. */
    public static final String LONG = "A".repeat(64 << 10);

    /** All of them. */
    public static final List<String> ALL =
            List.of(
                    HEADER,
                    TILDE,
                    SHELL,
                    TERMINAL,
                    BIDI,
                    NUL,
                    HTML,
                    CELL,
                    STRUCTURED,
                    SURROGATE,
                    LONG);

    private HostileTexts() {}

    /** Whether something in the text would steer a terminal or hide itself. */
    public static boolean steers(String text) {
        return text.codePoints()
                .anyMatch(
                        point ->
                                Character.isISOControl(point)
                                        || Character.getType(point) == Character.FORMAT
                                        || Character.getType(point) == Character.SURROGATE);
    }
}

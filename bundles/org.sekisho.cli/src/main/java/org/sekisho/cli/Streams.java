// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sekisho.operate.Escaped;

/**
 * Where a command writes to.
 *
 * @param out results, in UTF-8 whatever the locale
 * @param err progress and messages
 * @param terminal whether {@code err} is a terminal that can redraw a line
 */
record Streams(PrintStream out, PrintStream err, boolean terminal) {
    /** Those of this process. */
    static Streams ofProcess() {
        return new Streams(utf8(System.out), utf8(System.err), errorIsTerminal());
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /**
     * Java tells only whether standard input and output both are a terminal; results are often
     * redirected while somebody watches standard error. Linux knows it of each.
     */
    private static boolean errorIsTerminal() {
        String kind = System.getenv("TERM");
        if (kind == null || kind.equals("dumb")) {
            return false;
        }
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
            return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }

    /** A message for people, on a line of its own. */
    void message(String text) {
        err.println("sekisho: " + Escaped.of(text));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.program;

import java.io.IOException;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.operate.Escaped;

/** What is said of a program that did not do what it should. */
final class ProgramFailure {
    private static final int MOST_CHARACTERS = 300;

    private ProgramFailure() {}

    /**
     * The result of one that went well.
     *
     * @throws IOException if it did not; the message says what to do
     */
    static SystemProgram.Result checked(String program, SystemProgram.Result result)
            throws IOException {
        if (result.status() == 0) {
            return result;
        }
        String error = Escaped.of(result.error().strip(), MOST_CHARACTERS);
        throw new IOException(
                Escaped.of(program)
                        + " ended with status "
                        + result.status()
                        + ": "
                        + error
                        + advice(error));
    }

    private static String advice(String error) {
        if (error.contains("xtables.lock")) {
            return "; give the process a lock file that it may write, with the environment"
                    + " variable XTABLES_LOCKFILE";
        }
        if (error.contains("ermission denied")
                || error.contains("not permitted")
                || error.contains("open socket to ipset")) {
            return "; run with the ambient capabilities CAP_NET_ADMIN and CAP_NET_RAW (systemd:"
                    + " AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW; or setpriv --inh-caps"
                    + " +net_admin,+net_raw --ambient-caps +net_admin,+net_raw), or as root";
        }
        return "";
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.TlsContext;

/** What went wrong with a receiver and what to do, in words for people. */
final class Reason {
    private static final int MOST = 300;

    private Reason() {}

    static String of(Throwable fault) {
        String message =
                Escaped.of(
                        fault.getMessage() == null ? fault.toString() : fault.getMessage(), MOST);
        Optional<String> refusal = TlsContext.refusal(fault);
        if (refusal.isPresent()) {
            return "the receiver's certificate is refused ("
                    + refusal.get()
                    + "); set ca.file to the authority that issued it, and host to a name that is in"
                    + " it";
        }
        if (fault instanceof UnknownHostException) {
            return "the name " + message + " is unknown; correct host, or see to name resolution";
        }
        if (fault instanceof SSLException) {
            return "TLS failed ("
                    + message
                    + "); see that the receiver speaks TLS on that port, and whether it asks for a"
                    + " certificate (certificate.file, key.file)";
        }
        if (fault instanceof ConnectException || fault instanceof SocketTimeoutException) {
            return message + "; see that it runs, and host, port and firewalls between";
        }
        return message;
    }
}

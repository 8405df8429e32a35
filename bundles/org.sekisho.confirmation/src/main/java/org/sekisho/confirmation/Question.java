// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import java.nio.charset.StandardCharsets;
import org.sekisho.packet.IpAddress;

/**
 * What is asked (wire facts §4). Both are plain HTTP that any server may answer with an error; the
 * second is what every client of SoftEther begins with, in its short form.
 */
enum Question {
    /** The page that the server shows to browsers. */
    PAGE("GET /", ""),
    /** The greeting that tells product and build. */
    GREETING("POST /vpnsvc/connect.cgi", "VPNCONNECT");

    private final String line;
    private final String body;

    Question(String line, String body) {
        this.line = line;
        this.body = body;
    }

    /** How a transcript names it. */
    String line() {
        return line;
    }

    /** The whole request. */
    byte[] request(IpAddress server) {
        String head =
                line
                        + " HTTP/1.1\r\nHost: "
                        + (server.v6() ? "[" + server + "]" : server.toString())
                        + "\r\nUser-Agent: Sekisho (active confirmation)\r\n"
                        + (body.isEmpty()
                                ? ""
                                : "Content-Type: image/jpeg\r\nContent-Length: "
                                        + body.length()
                                        + "\r\n")
                        + "Connection: close\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }
}

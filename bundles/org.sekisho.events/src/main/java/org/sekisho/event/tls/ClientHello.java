// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.tls;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;

/**
 * The first ClientHello of a stream (RFC 8446 §4.1.2), or its SSL 2.0 form (RFC 5246 §E.2). One
 * repeated after a HelloRetryRequest is not published.
 *
 * @param origin where and when
 * @param direction {@link Direction#TO_SERVER}, unless the end that accepted the TCP connection is
 *     the client of TLS, as in FTP with active mode
 * @param recordVersion version field of the first record, such as 0x0301; 0x0002 for the SSL 2.0
 *     form
 * @param legacyVersion version field of the hello
 * @param recordLength bytes of the handshake message with its header, as carried in records
 * @param sessionId length of the session id in bytes
 * @param cipherSuites in the order sent, GREASE included; in the SSL 2.0 form those of SSL 2.0
 *     itself are 24-bit numbers above 0xffff
 * @param extensions type numbers in the order sent, GREASE included
 * @param supportedGroups of extension 10, in the order sent
 * @param pointFormats of extension 11
 * @param signatureAlgorithms of extension 13
 * @param supportedVersions of extension 43
 * @param serverName of extension 0, as sent; null if absent
 * @param alpn protocols of extension 16; empty if absent
 * @param ja3 fingerprint as 32 hexadecimal characters
 * @param ja4 fingerprint such as {@code t13d310900_e8f1e7e78f70_c9e58cc61e36}
 */
public record ClientHello(
        Origin origin,
        Direction direction,
        int recordVersion,
        int legacyVersion,
        int recordLength,
        int sessionId,
        List<Integer> cipherSuites,
        List<Integer> extensions,
        List<Integer> supportedGroups,
        List<Integer> pointFormats,
        List<Integer> signatureAlgorithms,
        List<Integer> supportedVersions,
        String serverName,
        List<String> alpn,
        String ja3,
        String ja4)
        implements Event {
    /** Copies the lists. */
    public ClientHello {
        cipherSuites = List.copyOf(cipherSuites);
        extensions = List.copyOf(extensions);
        supportedGroups = List.copyOf(supportedGroups);
        pointFormats = List.copyOf(pointFormats);
        signatureAlgorithms = List.copyOf(signatureAlgorithms);
        supportedVersions = List.copyOf(supportedVersions);
        alpn = List.copyOf(alpn);
    }
}

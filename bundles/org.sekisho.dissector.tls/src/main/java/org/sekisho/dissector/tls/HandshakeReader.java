// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * Reads the handshake messages that are in clear: both hellos and, up to TLS 1.2, certificates. A
 * message that counts is read when it is there as a whole; all others are passed over. Only the
 * first hello of each end is published: after a HelloRetryRequest the client repeats itself.
 */
final class HandshakeReader {
    /** Longest message read, with what goes before it in its record. */
    static final int MAX_MESSAGE = StreamScope.MAX_NEED;

    private static final int MESSAGE_HEADER = 4;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;

    /** Highest type that may pass in clear; more means that this is ciphertext. */
    private static final int LAST_TYPE = 25;

    private static final int GIVEN_UP = -1;

    private static final int MAX_CERTIFICATES = 4;
    private static final int MAX_CERTIFICATE = 16384;

    private final HandshakeContent content = new HandshakeContent();
    private final Fingerprints fingerprints = new Fingerprints();
    private final RecordPublisher publisher;

    HandshakeReader(RecordPublisher publisher) {
        this.publisher = publisher;
    }

    /**
     * Reads the messages in a record whose header was noted, and in those after it as far as a
     * message reaches into them.
     *
     * @param at index of the first byte of the record that has not been consumed
     * @param body index of its content
     * @param length of its content
     * @return 0 if the record can be passed, else how many bytes are needed from {@code at} on
     */
    int read(DataCall call, int at, int body, int length) {
        content.begin(call.bytes, body, length);
        int needed = 0;
        while (needed <= 0
                && call.phase() == TlsState.HANDSHAKE
                && call.state.handled(call.direction) < length) {
            needed = readMessage(call, at);
        }
        return Math.max(0, needed);
    }

    /** Reads or passes over one message; returns as {@link #gather}. */
    private int readMessage(DataCall call, int at) {
        TlsState state = call.state;
        int start = state.handled(call.direction);
        int body = start + MESSAGE_HEADER;
        int needed = gather(call, at, body);
        if (needed != 0) {
            return needed;
        }
        int type = content.bytes[start] & 0xff;
        int size = new HelloCursor(content.bytes, start + 1, 3).u24();
        if (type > LAST_TYPE) {
            state.phase(call.direction, TlsState.RECORDS);
            return GIVEN_UP;
        }
        if (!counts(state, type)) {
            state.handled(call.direction, body + size);
            return 0;
        }
        needed = gather(call, at, body + size);
        if (needed == 0) {
            state.handled(call.direction, body + size);
            message(call, type, body, size);
        }
        return needed;
    }

    private static boolean counts(TlsState state, int type) {
        return switch (type) {
            case CLIENT_HELLO -> !state.is(TlsState.CLIENT_HELLO);
            case SERVER_HELLO -> !state.is(TlsState.SERVER_HELLO);
            default -> type == CERTIFICATE;
        };
    }

    /**
     * Sees that so many bytes of content are there.
     *
     * @return 0 if they are; {@link #GIVEN_UP} if they can't come; else how many bytes are needed
     *     on the wire from {@code at} on
     */
    private int gather(DataCall call, int at, int target) {
        boolean possible = target <= MAX_MESSAGE;
        while (possible && !content.promises(target)) {
            int header = content.nextHeader();
            int needed = header + RecordHeader.SIZE;
            if (!call.has(needed) && needed - at <= StreamScope.MAX_NEED) {
                return needed - at;
            }
            possible = content.extend();
            if (possible && header >= call.state.noted(call.direction)) {
                publisher.note(call, header);
            }
        }
        if (possible && content.length() >= target) {
            return 0;
        }
        int needed = possible ? content.wireEndOf(target) - at : Integer.MAX_VALUE;
        if (needed <= StreamScope.MAX_NEED) {
            return needed;
        }
        call.state.phase(call.direction, TlsState.RECORDS);
        return GIVEN_UP;
    }

    private void message(DataCall call, int type, int from, int size) {
        HelloCursor body = new HelloCursor(content.bytes, from, size);
        switch (type) {
            case CLIENT_HELLO -> clientHello(call, body, size);
            case SERVER_HELLO -> serverHello(call, body);
            default -> certificates(call, body);
        }
    }

    private void clientHello(DataCall call, HelloCursor body, int size) {
        HelloFields hello = HelloFields.read(body);
        if (hello != null) {
            int version = 0x0300 | call.state.recordVersion(call.direction);
            publish(call, hello, version, MESSAGE_HEADER + size);
        }
    }

    /** Reads the SSL 2.0 form of a ClientHello: {@code size} bytes from {@code from} on. */
    void ssl2Hello(DataCall call, int from, int size) {
        byte[] message = call.bytes.octets(from, size).toBytes();
        HelloFields hello = HelloFields.readSsl2(new HelloCursor(message, 0, size));
        if (hello != null) {
            publish(call, hello, 0x0002, size);
        }
    }

    private void publish(DataCall call, HelloFields hello, int recordVersion, int size) {
        call.state.mark(TlsState.CLIENT_HELLO);
        call.state.offeredSession(hello.sessionIdDigest);
        call.scope.emit(
                new ClientHello(
                        call.scope.origin(),
                        call.direction,
                        recordVersion,
                        hello.version,
                        size,
                        hello.sessionIdLength,
                        hello.cipherSuites,
                        hello.extensions,
                        hello.supportedGroups,
                        hello.pointFormats,
                        hello.signatureAlgorithms,
                        hello.supportedVersions,
                        hello.serverName,
                        hello.alpn,
                        fingerprints.ja3(hello),
                        fingerprints.ja4(hello)));
    }

    private void serverHello(DataCall call, HelloCursor body) {
        ServerHelloFields hello = ServerHelloFields.read(body);
        if (hello == null) {
            return;
        }
        if (hello.retry()) {
            call.state.mark(TlsState.RETRY);
            return;
        }
        call.state.mark(TlsState.SERVER_HELLO);
        boolean tls13 = hello.version() >= ServerHelloFields.TLS_1_3;
        boolean resumed =
                !tls13
                        && hello.sessionIdLength() > 0
                        && hello.sessionIdDigest() == call.state.offeredSession();
        call.scope.emit(
                new ServerHello(
                        call.scope.origin(),
                        hello.version(),
                        hello.cipherSuite(),
                        hello.extensions(),
                        hello.sessionIdLength(),
                        resumed,
                        hello.alpn(),
                        fingerprints.ja3s(
                                hello.legacyVersion(), hello.cipherSuite(), hello.extensions())));
        if (tls13) {
            // all that follows is encrypted, in both directions
            call.state.phase(Direction.TO_SERVER, TlsState.RECORDS);
            call.state.phase(Direction.TO_CLIENT, TlsState.RECORDS);
        }
    }

    /** RFC 5246 §7.4.2. */
    private static void certificates(DataCall call, HelloCursor body) {
        HelloCursor list = body.part(body.u24());
        List<Octets> certificates = new ArrayList<>(MAX_CERTIFICATES);
        while (list.left() > 0 && certificates.size() < MAX_CERTIFICATES) {
            HelloCursor certificate = list.part(list.u24());
            if (certificate.failed() || certificate.left() > MAX_CERTIFICATE) {
                break;
            }
            certificates.add(Octets.of(certificate.rest()));
        }
        if (!certificates.isEmpty()) {
            call.scope.emit(
                    new CertificateChain(call.scope.origin(), call.direction, certificates));
        }
        call.state.phase(call.direction, TlsState.RECORDS);
    }
}

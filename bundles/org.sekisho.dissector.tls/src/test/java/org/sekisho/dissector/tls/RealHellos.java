// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.TestCaptures;

/** Bytes of real connections, and what tests make of them. */
final class RealHellos {
    static final String TLS13 = "p31_idle_tcp_only-st444-1026.pcap";
    static final String TLS12 = "p34_tls12-st444-1101.pcap";
    static final String CLEAR_AFTER_TLS = "p07_noencrypt-st444-1007.pcap";

    private RealHellos() {}

    /** The first TLS connection of a capture. */
    static RecordedStream stream(String capture) {
        return CaptureReplay.of(TestCaptures.path(capture)).streams().stream()
                .filter(s -> s.bytes(Direction.TO_SERVER).length > 0)
                .filter(s -> s.bytes(Direction.TO_SERVER)[0] == RecordHeader.HANDSHAKE)
                .findFirst()
                .orElseThrow();
    }

    /** The first records of a direction, headers included. */
    static byte[] records(String capture, Direction direction, int first, int count) {
        byte[] bytes = stream(capture).bytes(direction);
        int from = 0;
        for (int i = 0; i < first; i++) {
            from += size(bytes, from);
        }
        int to = from;
        for (int i = 0; i < count; i++) {
            to += size(bytes, to);
        }
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static int size(byte[] bytes, int at) {
        return 5 + ((bytes[at + 3] & 0xff) << 8 | bytes[at + 4] & 0xff);
    }

    /** The record with the ClientHello. */
    static byte[] clientHello(String capture) {
        return records(capture, Direction.TO_SERVER, 0, 1);
    }

    /** The record with the ServerHello. */
    static byte[] serverHello(String capture) {
        return records(capture, Direction.TO_CLIENT, 0, 1);
    }

    /** A record. */
    static byte[] record(int type, byte... content) {
        byte[] header = {(byte) type, 3, 3, (byte) (content.length >>> 8), (byte) content.length};
        return join(header, content);
    }

    /** The same handshake messages in records of at most this many bytes each. */
    static byte[] resplit(byte[] records, int most) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int at = 0; at < records.length; at += size(records, at)) {
            content.write(records, at + 5, size(records, at) - 5);
        }
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        byte[] all = content.toByteArray();
        for (int at = 0; at < all.length; at += most) {
            byte[] part = Arrays.copyOfRange(all, at, Math.min(all.length, at + most));
            result.write(22);
            result.write(records[1]);
            result.write(records[2]);
            result.write(part.length >>> 8);
            result.write(part.length);
            result.writeBytes(part);
        }
        return result.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

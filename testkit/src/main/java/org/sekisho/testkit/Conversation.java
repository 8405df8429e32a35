// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;

/** Writes a stream by hand, segment by segment, where no capture holds what a test needs. */
public final class Conversation {
    private static final long SECOND = 1_000_000_000L;

    private final List<StreamPiece> pieces = new ArrayList<>();
    private final boolean midStream;
    private long frame;
    private long time = 1_700_000_000L * SECOND;

    private Conversation(boolean midStream) {
        this.midStream = midStream;
    }

    /** A stream seen from its SYN on. */
    public static Conversation fromStart() {
        return new Conversation(false);
    }

    /** A stream whose start was not seen. */
    public static Conversation fromMiddle() {
        return new Conversation(true);
    }

    /** Bytes written in hexadecimal, blanks and line ends ignored. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }

    /** A segment from the client, 1 ms after the one before. */
    public Conversation toServer(byte... bytes) {
        return add(Direction.TO_SERVER, bytes, 0);
    }

    /** A segment from the client with ISO 8859-1 text. */
    public Conversation toServer(String text) {
        return toServer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A segment from the server, 1 ms after the one before. */
    public Conversation toClient(byte... bytes) {
        return add(Direction.TO_CLIENT, bytes, 0);
    }

    /** A segment from the server with ISO 8859-1 text. */
    public Conversation toClient(String text) {
        return toClient(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Bytes that the capture lost. */
    public Conversation gap(Direction direction, long missing) {
        return add(direction, new byte[0], missing);
    }

    /** Lets time pass before the next segment. */
    public Conversation pause(double seconds) {
        time += (long) (seconds * SECOND);
        return this;
    }

    private Conversation add(Direction direction, byte[] bytes, long missing) {
        time += 1_000_000;
        pieces.add(new StreamPiece(direction, bytes.clone(), missing, ++frame, time));
        return this;
    }

    /** The stream, from 192.0.2.1:50000 to 198.51.100.1:443. */
    public RecordedStream stream() {
        return stream(50000, 443);
    }

    /** The stream with these ports. */
    public RecordedStream stream(int clientPort, int serverPort) {
        Flow flow =
                new Flow(
                        1,
                        Transport.TCP,
                        new Endpoint(IpAddress.parse("192.0.2.1"), clientPort),
                        new Endpoint(IpAddress.parse("198.51.100.1"), serverPort),
                        null,
                        null,
                        -1,
                        midStream ? Roles.PORTS : Roles.SYN,
                        null,
                        null);
        return new RecordedStream(flow, midStream, 1, pieces);
    }
}

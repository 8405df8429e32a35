// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

class TcpConnectionTest {
    private static final Endpoint CLIENT = new Endpoint(IpAddress.parse("192.0.2.1"), 40000);
    private static final Endpoint SERVER = new Endpoint(IpAddress.parse("198.51.100.1"), 8443);

    private TcpConnection connection;
    private long frame;

    private TcpConnectionTest add(
            Endpoint from, int flags, int sequence, int acknowledgment, String payload) {
        frame++;
        DecodedPacket packet =
                new DecodedPacket(
                        frame,
                        frame * 1000,
                        Transport.TCP,
                        from,
                        from == CLIENT ? SERVER : CLIENT,
                        new MacAddress(from.port()),
                        new MacAddress(1),
                        -1,
                        flags,
                        sequence,
                        acknowledgment,
                        payload.getBytes(StandardCharsets.US_ASCII),
                        0);
        if (connection == null) {
            connection = new TcpConnection(1, packet);
        }
        connection.add(packet);
        return this;
    }

    private TcpConnectionTest data(Endpoint from, int sequence, String payload) {
        return add(from, DecodedPacket.ACK, sequence, 0, payload);
    }

    private String text(Direction direction) {
        return new String(connection.sorted().bytes(direction), StandardCharsets.US_ASCII);
    }

    @Test
    void ordersSegmentsAcrossTheWrapOfTheSequenceNumber() {
        add(CLIENT, DecodedPacket.SYN, -4, 0, "");
        data(CLIENT, 3, "ghi").data(CLIENT, 0, "def").data(CLIENT, -3, "abc");
        RecordedStream stream = connection.sorted();
        assertThat(text(Direction.TO_SERVER)).isEqualTo("abcdefghi");
        assertThat(stream.hasGaps()).isFalse();
        assertThat(stream.pieces()).extracting(StreamPiece::frame).containsExactly(4L, 4L, 4L);
        assertThat(stream.flow().roles()).isEqualTo(Roles.SYN);
    }

    @Test
    void keepsTheFirstCopyOfRepeatedBytes() {
        add(CLIENT, DecodedPacket.SYN, 99, 0, "");
        data(CLIENT, 102, "cde").data(CLIENT, 100, "abXXXf").data(CLIENT, 103, "YYYg");
        assertThat(text(Direction.TO_SERVER)).isEqualTo("abcdefg");
    }

    @Test
    void namesWhatNeverCame() {
        add(CLIENT, DecodedPacket.SYN, 99, 0, "");
        data(CLIENT, 100, "ab").data(CLIENT, 107, "hi");
        assertThat(connection.sorted().pieces())
                .extracting(StreamPiece::missing)
                .containsExactly(0L, 5L, 0L);
    }

    @Test
    void takesTheLowerPortForTheServerWhenNoSynWasSeen() {
        data(SERVER, 500, "from server").data(CLIENT, 900, "from client");
        assertThat(text(Direction.TO_CLIENT)).isEqualTo("from server");
        assertThat(connection.sorted().midStream()).isTrue();
        assertThat(connection.sorted().flow().server()).isEqualTo(SERVER);
    }

    @Test
    void passesOverKeepAliveProbes() {
        add(CLIENT, DecodedPacket.SYN, 99, 0, "");
        data(CLIENT, 100, "ab").data(CLIENT, 101, "?").data(CLIENT, 102, "c");
        assertThat(text(Direction.TO_SERVER)).isEqualTo("abc");
    }

    @Test
    void isTwoWayOnceBothEndsAcknowledged() {
        add(CLIENT, DecodedPacket.SYN, 99, 0, "");
        add(SERVER, DecodedPacket.SYN | DecodedPacket.ACK, 299, 100, "");
        assertThat(connection.sorted().twoWayFrom()).isEqualTo(Long.MAX_VALUE);
        add(CLIENT, DecodedPacket.ACK, 100, 300, "hello");
        assertThat(connection.sorted().twoWayFrom()).isEqualTo(3);
    }
}

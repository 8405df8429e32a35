// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.Transport;
import org.sekisho.responder.conntrack.Connection.Tuple;

class CoverageTest {
    private static final int TCP = 6;
    private static final int UDP = 17;

    private static Tuple tuple(int protocol, String source, int from, String to, int port) {
        return new Tuple(protocol, IpAddress.parse(source), from, IpAddress.parse(to), port);
    }

    private static Connection plain(int protocol, String source, int from, String to, int port) {
        return new Connection(
                tuple(protocol, source, from, to, port),
                tuple(protocol, to, port, source, from),
                false,
                null);
    }

    /** A client behind a translated address, which dials a translated one. */
    private static Connection translated() {
        return new Connection(
                tuple(TCP, "10.0.0.2", 5000, "192.0.2.9", 8443),
                tuple(TCP, "198.51.100.7", 443, "192.0.2.1", 61000),
                false,
                null);
    }

    private static boolean covers(Block block, Connection connection) {
        return new Coverage(List.of(block)).covers(connection);
    }

    private static Block pair(String client, String server) {
        return Block.pair(IpPrefix.parse(client), IpPrefix.parse(server), Action.DROP);
    }

    private static Block flow(String client, int clientPort, String server, int serverPort) {
        return Block.flow(
                Transport.TCP,
                new Endpoint(IpAddress.parse(client), clientPort),
                new Endpoint(IpAddress.parse(server), serverPort),
                Action.DROP);
    }

    @Test
    void aPairWhicheverEndBegan() {
        Block block = pair("10.0.0.2", "198.51.100.7");
        assertThat(covers(block, plain(TCP, "10.0.0.2", 1, "198.51.100.7", 2))).isTrue();
        assertThat(covers(block, plain(UDP, "198.51.100.7", 1, "10.0.0.2", 2))).isTrue();
        assertThat(covers(block, plain(TCP, "10.0.0.3", 1, "198.51.100.7", 2))).isFalse();
        assertThat(covers(block, plain(TCP, "10.0.0.2", 1, "198.51.100.8", 2))).isFalse();
        assertThat(covers(block, plain(TCP, "10.0.0.2", 1, "10.0.0.2", 2))).isFalse();
    }

    @Test
    void aFlowByItsPortsAndProtocol() {
        Block block = flow("10.0.0.2", 5000, "198.51.100.7", 443);
        assertThat(covers(block, plain(TCP, "10.0.0.2", 5000, "198.51.100.7", 443))).isTrue();
        assertThat(covers(block, plain(TCP, "198.51.100.7", 443, "10.0.0.2", 5000))).isTrue();
        assertThat(covers(block, plain(TCP, "10.0.0.2", 443, "198.51.100.7", 5000))).isFalse();
        assertThat(covers(block, plain(TCP, "10.0.0.2", 5001, "198.51.100.7", 443))).isFalse();
        assertThat(covers(block, plain(UDP, "10.0.0.2", 5000, "198.51.100.7", 443))).isFalse();
    }

    @Test
    void networksFromTheFirstToTheLastAddress() {
        Block block = Block.server(IpPrefix.parse("198.51.100.0/24"), Action.DROP);
        assertThat(covers(block, plain(TCP, "10.0.0.2", 1, "198.51.100.0", 2))).isTrue();
        assertThat(covers(block, plain(TCP, "198.51.100.255", 1, "10.0.0.2", 2))).isTrue();
        assertThat(covers(block, plain(TCP, "10.0.0.2", 1, "198.51.101.0", 2))).isFalse();
        Block pair = pair("2001:db8::/64", "2001:db8:1::1");
        assertThat(covers(pair, plain(TCP, "2001:db8::ffff", 1, "2001:db8:1::1", 2))).isTrue();
        assertThat(covers(pair, plain(TCP, "2001:db8:0:1::", 1, "2001:db8:1::1", 2))).isFalse();
        assertThat(covers(pair, plain(TCP, "10.0.0.2", 1, "198.51.100.0", 2))).isFalse();
    }

    @Test
    void translatedOnesByTheAddressesOfEitherSide() {
        assertThat(covers(pair("10.0.0.2", "192.0.2.9"), translated())).isTrue();
        assertThat(covers(pair("10.0.0.2", "198.51.100.7"), translated())).isTrue();
        assertThat(covers(pair("192.0.2.1", "198.51.100.7"), translated())).isTrue();
        assertThat(covers(flow("10.0.0.2", 5000, "198.51.100.7", 443), translated())).isTrue();
        assertThat(covers(flow("192.0.2.1", 61000, "198.51.100.7", 443), translated())).isTrue();
        assertThat(covers(flow("10.0.0.2", 5000, "198.51.100.7", 8443), translated())).isFalse();
        assertThat(covers(pair("10.0.0.2", "192.0.2.1"), translated())).isFalse();
    }
}

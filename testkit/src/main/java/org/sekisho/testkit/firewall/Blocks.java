// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.firewall;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/** Blocks for tests. */
public final class Blocks {
    private Blocks() {}

    /** Drops a pair. */
    public static Block pair(String client, String server) {
        return pair(client, server, Action.DROP);
    }

    /** Does this to a pair. */
    public static Block pair(String client, String server, Action action) {
        return Block.pair(IpPrefix.parse(client), IpPrefix.parse(server), action);
    }

    /** Drops a server. */
    public static Block server(String server) {
        return Block.server(IpPrefix.parse(server), Action.DROP);
    }

    /** Drops a client. */
    public static Block client(String client) {
        return Block.client(IpPrefix.parse(client), Action.DROP);
    }

    /** Drops a flow. */
    public static Block flow(
            Transport transport, String client, int clientPort, String server, int serverPort) {
        return Block.flow(
                transport,
                new Endpoint(IpAddress.parse(client), clientPort),
                new Endpoint(IpAddress.parse(server), serverPort),
                Action.DROP);
    }

    /** Every action with every scope, both IP versions, addresses and networks. */
    public static Map<Block, Duration> everything() {
        Map<Block, Duration> blocks = new LinkedHashMap<>();
        Duration odd = Duration.ofSeconds(2 * 86400 + 3 * 3600 + 4 * 60 + 5);
        for (Action action : Action.values()) {
            for (String[] ends :
                    new String[][] {
                        {"192.168.1.2", "203.0.113.5"},
                        {"2001:db8::2", "2001:db8:1::5"},
                        {"192.168.7.0/24", "203.0.113.128/25"},
                        {"192.168.8.0/24", "203.0.113.7"},
                        {"2001:db8:7::/64", "2001:db8:8::/48"}
                    }) {
                IpPrefix client = IpPrefix.parse(ends[0]);
                IpPrefix server = IpPrefix.parse(ends[1]);
                if (client.isSingle() && server.isSingle()) {
                    for (Transport transport : new Transport[] {Transport.TCP, Transport.UDP}) {
                        blocks.put(
                                Block.flow(
                                        transport,
                                        new Endpoint(client.address(), 50000),
                                        new Endpoint(server.address(), 443),
                                        action),
                                odd);
                    }
                }
                blocks.put(Block.pair(client, server, action), odd);
                blocks.put(Block.server(server, action), odd);
                blocks.put(Block.client(client, action), odd);
            }
            blocks.put(Block.mac(new MacAddress(0x5e0001020304L), action), odd);
        }
        return blocks;
    }

    /** So many pairs, all different. */
    public static Map<Block, Duration> pairs(int count, Duration duration) {
        Map<Block, Duration> blocks = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            blocks.put(
                    Block.pair(
                            IpAddress.v4(0x0a000000 + i),
                            IpAddress.v4(0xc6336400 + i % 200),
                            Action.DROP),
                    duration);
        }
        return blocks;
    }
}

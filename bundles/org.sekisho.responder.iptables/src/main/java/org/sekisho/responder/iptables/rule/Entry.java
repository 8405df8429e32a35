// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.rule;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/**
 * An element of a set. A block is one of them; one of all addresses is two, for sets take no
 * network of the length 0.
 *
 * @param set where it is
 * @param client its address; null in a set of servers or MAC addresses
 * @param clientPort its port in a set of flows; else 0
 * @param server in sets of servers and of pairs; else null
 * @param mac in a set of those; else null
 */
public record Entry(
        BlockSet set, IpPrefix client, int clientPort, IpPrefix server, MacAddress mac) {
    private static final IpPrefix EVERYBODY4 = new IpPrefix(IpAddress.v4(0), 0);
    private static final IpPrefix EVERYBODY6 = new IpPrefix(IpAddress.v6(0, 0), 0);

    /** What a block is in sets. */
    public static List<Entry> of(Block block, SetTypes types) {
        if (block.scope() == Scope.MAC) {
            List<Entry> both = new ArrayList<>(of(block, false, types));
            both.addAll(of(block, true, types));
            return both;
        }
        IpPrefix one = block.client() != null ? block.client() : block.server();
        return of(block, one.address().v6(), types);
    }

    private static List<Entry> of(Block block, boolean v6, SetTypes types) {
        BlockSet set = BlockSet.of(block, v6, types);
        List<Entry> entries = new ArrayList<>();
        switch (set.kind()) {
            case CLIENTS, CLIENTS_OF_SERVER ->
                    halves(block.client())
                            .forEach(client -> entries.add(new Entry(set, client, 0, null, null)));
            case SERVERS ->
                    halves(block.server())
                            .forEach(server -> entries.add(new Entry(set, null, 0, server, null)));
            case PAIRS -> {
                for (IpPrefix client : halves(block.client())) {
                    for (IpPrefix server : halves(block.server())) {
                        entries.add(new Entry(set, client, 0, server, null));
                    }
                }
            }
            case TCP_FLOWS, UDP_FLOWS ->
                    entries.add(new Entry(set, block.client(), block.clientPort(), null, null));
            case MACS -> entries.add(new Entry(set, null, 0, null, block.mac()));
            case ONE_MAC ->
                    halves(v6 ? EVERYBODY6 : EVERYBODY4)
                            .forEach(half -> entries.add(new Entry(set, half, 0, null, null)));
        }
        return entries;
    }

    private static List<IpPrefix> halves(IpPrefix prefix) {
        if (prefix.length() > 0) {
            return List.of(prefix);
        }
        IpAddress upper = prefix.address().v6() ? IpAddress.v6(1L << 63, 0) : IpAddress.v4(1 << 31);
        return List.of(new IpPrefix(prefix.address(), 1), new IpPrefix(upper, 1));
    }

    /**
     * Reads one back.
     *
     * @param text as ipset lists it
     * @return null if it is none that could be ours
     */
    public static Entry read(BlockSet set, String text) {
        try {
            int comma = text.indexOf(',');
            String first = comma < 0 ? text : text.substring(0, comma);
            String second = comma < 0 ? "" : text.substring(comma + 1);
            return switch (set.kind()) {
                case CLIENTS, CLIENTS_OF_SERVER, ONE_MAC ->
                        new Entry(set, IpPrefix.parse(text), 0, null, null);
                case SERVERS -> new Entry(set, null, 0, IpPrefix.parse(text), null);
                case PAIRS ->
                        new Entry(set, IpPrefix.parse(first), 0, IpPrefix.parse(second), null);
                case TCP_FLOWS, UDP_FLOWS -> flow(set, first, second);
                case MACS ->
                        new Entry(
                                set,
                                null,
                                0,
                                null,
                                new MacAddress(Long.parseLong(text.replace(":", ""), 16)));
            };
        } catch (IllegalArgumentException foreign) {
            return null;
        }
    }

    private static Entry flow(BlockSet set, String address, String port) {
        String transport = set.kind() == SetKind.TCP_FLOWS ? "tcp:" : "udp:";
        return port.startsWith(transport)
                ? new Entry(
                        set,
                        IpPrefix.parse(address),
                        Integer.parseInt(port.substring(transport.length())),
                        null,
                        null)
                : null;
    }

    /** As ipset takes it. */
    public String text() {
        return switch (set.kind()) {
            case CLIENTS, CLIENTS_OF_SERVER, ONE_MAC -> client.toString();
            case SERVERS -> server.toString();
            case PAIRS -> client + "," + server;
            case TCP_FLOWS -> client + ",tcp:" + clientPort;
            case UDP_FLOWS -> client + ",udp:" + clientPort;
            case MACS -> mac.toString();
        };
    }

    /** What puts it in, or gives it another time, for {@code ipset restore}. */
    public String add(long seconds) {
        return "add " + set.name() + " " + text() + " timeout " + seconds;
    }

    /** What takes it out. */
    public String delete() {
        return "del " + set.name() + " " + text();
    }

    /** The block that it is. */
    public Block block() {
        return block(client, server);
    }

    /**
     * The block that it is a part of if it is half of all addresses, and the other half is there
     * too; else the same as {@link #block}.
     */
    public Block wholeBlock() {
        return block(whole(client), whole(server));
    }

    private Block block(IpPrefix oneClient, IpPrefix oneServer) {
        return switch (set.kind()) {
            case CLIENTS -> Block.client(oneClient, set.action());
            case SERVERS -> Block.server(oneServer, set.action());
            case PAIRS -> Block.pair(oneClient, oneServer, set.action());
            case CLIENTS_OF_SERVER -> Block.pair(oneClient, set.server(), set.action());
            case TCP_FLOWS, UDP_FLOWS ->
                    new Block(
                            Scope.FLOW,
                            set.kind() == SetKind.TCP_FLOWS ? Transport.TCP : Transport.UDP,
                            client,
                            clientPort,
                            set.server(),
                            set.port(),
                            null,
                            set.action());
            case MACS -> Block.mac(mac, set.action());
            case ONE_MAC -> Block.mac(set.mac(), set.action());
        };
    }

    private static IpPrefix whole(IpPrefix prefix) {
        if (prefix == null || prefix.length() != 1) {
            return prefix;
        }
        return prefix.address().v6() ? EVERYBODY6 : EVERYBODY4;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.util.Arrays;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/**
 * A block as an element of a set.
 *
 * @param block the block
 * @param set where it is
 */
public record Element(Block block, BlockSet set) {
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** The key, or the first one of an interval. */
    public byte[] first() {
        return key(false);
    }

    /** The last key of an interval, itself included. */
    public byte[] last() {
        return key(true);
    }

    private byte[] key(boolean last) {
        byte[] key = new byte[set.keyLength()];
        switch (set.scope()) {
            case FLOW -> {
                key[0] = (byte) (block.transport() == Transport.TCP ? TCP : UDP);
                int at = Field.PROTOCOL.padded();
                at = address(key, at, block.client(), last);
                at = port(key, at, block.clientPort());
                at = address(key, at, block.server(), last);
                port(key, at, block.serverPort());
            }
            case PAIR -> address(key, address(key, 0, block.client(), last), block.server(), last);
            case SERVER -> address(key, 0, block.server(), last);
            case CLIENT -> address(key, 0, block.client(), last);
            case MAC -> {
                for (int i = 0; i < key.length; i++) {
                    key[i] = (byte) (block.mac().bits() >>> 8 * (key.length - 1 - i));
                }
            }
        }
        return key;
    }

    private static int address(byte[] key, int at, IpPrefix prefix, boolean last) {
        byte[] bytes = (last ? prefix.last() : prefix.address()).toBytes();
        System.arraycopy(bytes, 0, key, at, bytes.length);
        return at + bytes.length;
    }

    private static int port(byte[] key, int at, int port) {
        key[at] = (byte) (port >> 8);
        key[at + 1] = (byte) port;
        return at + Field.PORT.padded();
    }

    /**
     * Reads one back.
     *
     * @param last last key of the interval; the first again if it is a single address
     * @return null if it is none that could be ours
     */
    public static Element read(BlockSet set, byte[] first, byte[] last) {
        int width = set.v6() ? 16 : 4;
        if (first.length < set.keyLength() || last.length < set.keyLength()) {
            return null;
        }
        if (set.scope() == Scope.MAC) {
            long bits = 0;
            for (int i = 0; i < set.keyLength(); i++) {
                bits = bits << 8 | first[i] & 0xff;
            }
            return new Element(Block.mac(new MacAddress(bits), set.action()), set);
        }
        boolean flow = set.scope() == Scope.FLOW;
        int at = flow ? Field.PROTOCOL.padded() : 0;
        int second = at + width + (flow ? Field.PORT.padded() : 0);
        IpPrefix one = prefix(first, last, at, width);
        IpPrefix two = set.isConcatenated() ? prefix(first, last, second, width) : one;
        if (one == null || two == null) {
            return null;
        }
        Block block =
                switch (set.scope()) {
                    case PAIR -> Block.pair(one, two, set.action());
                    case SERVER -> Block.server(one, set.action());
                    case CLIENT -> Block.client(one, set.action());
                    default ->
                            new Block(
                                    Scope.FLOW,
                                    first[0] == TCP ? Transport.TCP : Transport.UDP,
                                    one,
                                    port(first, at + width),
                                    two,
                                    port(first, second + width),
                                    null,
                                    set.action());
                };
        return new Element(block, set);
    }

    private static int port(byte[] key, int at) {
        return (key[at] & 0xff) << 8 | key[at + 1] & 0xff;
    }

    /** Returns null if these are not the ends of a prefix. */
    private static IpPrefix prefix(byte[] first, byte[] last, int at, int width) {
        IpAddress low = address(first, at, width);
        IpAddress high = address(last, at, width);
        int same = 0;
        while (same < 8 * width
                && ((first[at + same / 8] ^ last[at + same / 8]) >> 7 - same % 8 & 1) == 0) {
            same++;
        }
        IpPrefix prefix = new IpPrefix(low, same);
        return prefix.address().equals(low) && prefix.last().equals(high) ? prefix : null;
    }

    private static IpAddress address(byte[] key, int at, int width) {
        long high = 0;
        long low = 0;
        for (byte octet : Arrays.copyOfRange(key, at, at + width)) {
            high = high << 8 | low >>> 56;
            low = low << 8 | octet & 0xff;
        }
        return width == 16 ? IpAddress.v6(high, low) : IpAddress.v4((int) low);
    }

    /** As {@code nft} writes it. */
    public String text() {
        return switch (set.scope()) {
            case FLOW ->
                    block.transport().name().toLowerCase(java.util.Locale.ROOT)
                            + " . "
                            + block.client()
                            + " . "
                            + block.clientPort()
                            + " . "
                            + block.server()
                            + " . "
                            + block.serverPort();
            case PAIR -> block.client() + " . " + block.server();
            case SERVER -> block.server().toString();
            case CLIENT -> block.client().toString();
            case MAC -> block.mac().toString();
        };
    }
}

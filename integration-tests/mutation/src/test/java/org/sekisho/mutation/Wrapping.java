// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Frames with more headers before them, as on trunks and in tunnels of networks. */
final class Wrapping {
    private static final int LEFT = 0xc000_0201;
    private static final int RIGHT = 0xc000_0202;

    private Wrapping() {}

    /** Gives the bytes that stand between the MAC addresses and the IP packet, or the whole. */
    private interface Wrap {
        byte[] of(Frame frame);
    }

    private static Mutant each(Original original, boolean onlyIp, Wrap wrap) {
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            out.add(onlyIp && !Ipv4.is(frame) ? frame : frame.with(wrap.of(frame)));
        }
        return Mutant.of(out);
    }

    private static byte[] join(byte[]... parts) {
        int size = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] words(int... words) {
        ByteBuffer all = ByteBuffer.allocate(2 * words.length);
        for (int word : words) {
            all.putShort((short) word);
        }
        return all.array();
    }

    private static byte[] addresses(Frame frame) {
        return Arrays.copyOf(frame.bytes(), 12);
    }

    private static byte[] afterAddresses(Frame frame) {
        return Arrays.copyOfRange(frame.bytes(), 12, frame.bytes().length);
    }

    static Mutant vlan(Original original, Random random) {
        int tag = 1 + random.nextInt(4094);
        return each(
                original, false, f -> join(addresses(f), words(0x8100, tag), afterAddresses(f)));
    }

    static Mutant qinq(Original original, Random random) {
        int outer = 1 + random.nextInt(4094);
        int inner = 1 + random.nextInt(4094);
        int type = random.nextBoolean() ? 0x88a8 : 0x8100;
        return each(
                original,
                false,
                f -> join(addresses(f), words(type, outer, 0x8100, inner), afterAddresses(f)));
    }

    static Mutant mpls(Original original, Random random) {
        int label = 16 + random.nextInt(1000);
        boolean two = random.nextBoolean();
        byte[] outer = two ? words(label >>> 4, (label & 15) << 12 | 64) : new byte[0];
        byte[] last = words(label + 1 >>> 4, (label + 1 & 15) << 12 | 0x100 | 64);
        return each(
                original,
                true,
                f -> join(addresses(f), words(0x8847), outer, last, Ipv4.packet(f)));
    }

    static Mutant pppoe(Original original, Random random) {
        int session = 1 + random.nextInt(60000);
        return each(
                original,
                true,
                f -> {
                    byte[] packet = Ipv4.packet(f);
                    return join(
                            addresses(f),
                            words(0x8864, 0x1100, session, packet.length + 2, 0x0021),
                            packet);
                });
    }

    /** The frame of the outer packet goes between the same stations. */
    private static byte[] outer(Frame frame, int protocol, byte[] content) {
        boolean up = Arrays.compareUnsigned(frame.bytes(), 0, 6, frame.bytes(), 6, 12) < 0;
        return join(
                addresses(frame),
                words(0x0800),
                Ipv4.header(up ? LEFT : RIGHT, up ? RIGHT : LEFT, protocol, content.length),
                content);
    }

    static Mutant gre(Original original, Random random) {
        boolean keyed = random.nextBoolean();
        byte[] key = keyed ? words(0x2000, 0x0800, 7, random.nextInt(0x10000)) : words(0, 0x0800);
        return each(original, true, f -> outer(f, 47, join(key, Ipv4.packet(f))));
    }

    static Mutant greBridged(Original original, Random random) {
        return each(original, false, f -> outer(f, 47, join(words(0, 0x6558), f.bytes())));
    }

    static Mutant vxlan(Original original, Random random) {
        int network = random.nextInt(0x10000);
        int port = 49152 + random.nextInt(16384);
        return each(
                original,
                false,
                f ->
                        outer(
                                f,
                                17,
                                join(
                                        words(port, 4789, 16 + f.bytes().length, 0),
                                        words(0x0800, 0, network >>> 8, network << 8 & 0xff00),
                                        f.bytes())));
    }

    static Mutant etherIp(Original original, Random random) {
        return each(original, false, f -> outer(f, 97, join(words(0x3000), f.bytes())));
    }

    static Mutant ipInIp(Original original, Random random) {
        return each(original, true, f -> outer(f, 4, Ipv4.packet(f)));
    }

    static Mutant ipInIpv6(Original original, Random random) {
        byte[] ends = new byte[32];
        random.nextBytes(ends);
        ends[0] = 0x20;
        ends[16] = 0x20;
        return each(
                original,
                true,
                f -> {
                    byte[] packet = Ipv4.packet(f);
                    return join(
                            addresses(f),
                            words(0x86dd, 0x6000, 0, packet.length, 0x0440),
                            ends,
                            packet);
                });
    }
}

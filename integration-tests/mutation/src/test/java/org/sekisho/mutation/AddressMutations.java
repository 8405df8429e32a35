// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.sekisho.packet.IpAddress;

/** Other ports and other addresses. */
final class AddressMutations {
    /** Below are ports that say what is spoken there, such as 53 of DNS. */
    private static final int FIRST_FREE = 1024;

    /** DNS, DHCP, NetBIOS, multicast DNS, LLMNR and SSDP. */
    private static final Set<Integer> SERVICES = Set.of(53, 67, 68, 137, 138, 1900, 5353, 5355);

    private AddressMutations() {}

    /** The server's TCP ports become others, all over the capture. */
    static Mutant otherPorts(Original original, Random random) {
        Map<Integer, Integer> ports = new HashMap<>();
        for (Frame frame : original.frames()) {
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp != null && (tcp.flags & 0x12) == TcpFrame.SYN) {
                ports.computeIfAbsent(
                        tcp.way.destinationPort(), port -> FIRST_FREE + random.nextInt(40000));
            }
        }
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            boolean tcp = TcpFrame.of(frame) != null;
            out.add(tcp ? ports(frame, port -> ports.getOrDefault(port, port)) : frame);
        }
        return new Mutant(out, Map.of(), false);
    }

    /** UDP ports that name no service of the name and the local networks become others. */
    static Mutant otherUdpPorts(Original original, Random random) {
        Map<Integer, Integer> ports = new HashMap<>();
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            boolean udp = Ipv4.isWhole(frame) && Ipv4.protocol(frame) == 17;
            out.add(
                    udp
                            ? ports(
                                    frame,
                                    port ->
                                            SERVICES.contains(port)
                                                    ? port
                                                    : ports.computeIfAbsent(
                                                            port,
                                                            p ->
                                                                    FIRST_FREE
                                                                            + random.nextInt(
                                                                                    60000)))
                            : frame);
        }
        return new Mutant(out, Map.of(), false);
    }

    private static Frame ports(Frame frame, IntUnaryOperator other) {
        byte[] bytes = frame.bytes().clone();
        int at = Ipv4.AT + Ipv4.headerLength(frame);
        Checksum.put16(bytes, at, other.applyAsInt(frame.u16(at)));
        Checksum.put16(bytes, at + 2, other.applyAsInt(frame.u16(at + 2)));
        Checksum.transport(bytes, Ipv4.AT);
        return frame.with(bytes);
    }

    /** The inside ends get other private addresses of the same text length. */
    static Mutant privateAddress(Original original, Random random) {
        return translated(original, random, false);
    }

    /**
     * The inside ends get public addresses of the same text length, as behind a router with NAT.
     */
    static Mutant publicAddress(Original original, Random random) {
        return translated(original, random, true);
    }

    private static Mutant translated(Original original, Random random, boolean outside) {
        Set<IpAddress> inside = new LinkedHashSet<>();
        for (Verdict verdict : original.verdicts()) {
            inside.add(verdict.client() != null ? verdict.client() : verdict.server());
        }
        Set<Integer> used = new HashSet<>(original.addresses());
        Map<Integer, Integer> map = new HashMap<>();
        Map<IpAddress, IpAddress> addresses = new HashMap<>();
        for (IpAddress address : inside) {
            if (address != null && !address.v6()) {
                int now;
                do {
                    now = sameLength((int) address.low(), random, outside);
                } while (!used.add(now));
                map.put((int) address.low(), now);
                addresses.put(address, IpAddress.v4(now));
            }
        }
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            out.add(frame.with(translated(frame, map)));
        }
        return new Mutant(out, addresses, true);
    }

    private static int sameLength(int address, Random random, boolean outside) {
        int result = 0;
        int first = address >>> 24;
        for (int i = 0; i < 4; i++) {
            int octet = address >>> 24 - 8 * i & 0xff;
            boolean keep = !outside && (i == 0 || i == 1 && first != 10);
            int other;
            do {
                int low = octet < 10 ? 1 : octet < 100 ? 11 : 101;
                int high = octet < 10 ? 10 : octet < 100 ? 100 : i == 0 ? 168 : 255;
                other = keep ? octet : low + random.nextInt(high - low);
            } while (i == 0 && outside && other == 127);
            result = result << 8 | other;
        }
        return result;
    }

    private static byte[] translated(Frame frame, Map<Integer, Integer> map) {
        byte[] bytes = frame.bytes().clone();
        if (Ipv4.is(frame)) {
            replace(bytes, Ipv4.AT + 12, map);
            replace(bytes, Ipv4.AT + 16, map);
            int content = Ipv4.AT + Ipv4.headerLength(frame);
            boolean error = Ipv4.protocol(frame) == 1 && Set.of(3, 11).contains(frame.u8(content));
            if (error && bytes.length >= content + 28) {
                replace(bytes, content + 20, map);
                replace(bytes, content + 24, map);
            }
            Checksum.ipv4(bytes, Ipv4.AT);
            if (Ipv4.isWhole(frame)) {
                Checksum.transport(bytes, Ipv4.AT);
            }
        } else if (frame.u16(12) == 0x0806 && bytes.length >= 42) {
            replace(bytes, 28, map);
            replace(bytes, 38, map);
        }
        return bytes;
    }

    private static void replace(byte[] bytes, int at, Map<Integer, Integer> map) {
        int old =
                (bytes[at] & 0xff) << 24
                        | (bytes[at + 1] & 0xff) << 16
                        | (bytes[at + 2] & 0xff) << 8
                        | bytes[at + 3] & 0xff;
        Checksum.put32(bytes, at, map.getOrDefault(old, old));
    }

    /** The same session over IPv6; lengths that depend on the address text stay those of IPv4. */
    static Mutant ipv6(Original original, Random random) {
        long prefix = 0x2001_0db8_0000_0000L | random.nextInt(0x1000000);
        Map<IpAddress, IpAddress> addresses = new HashMap<>();
        for (int address : original.addresses()) {
            addresses.put(
                    IpAddress.v4(address), IpAddress.v6(prefix, address & 0xffff_ffffL | 1L << 40));
        }
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            if (!Ipv4.isWhole(frame)) {
                out.add(frame);
                continue;
            }
            byte[] packet = Ipv4.packet(frame);
            int header = Ipv4.headerLength(frame);
            int length = packet.length - header;
            byte[] bytes = Arrays.copyOf(frame.bytes(), Ipv4.AT + 40 + length);
            Checksum.put16(bytes, 12, 0x86dd);
            Checksum.put32(bytes, 14, 0x6000_0000);
            Checksum.put16(bytes, 18, length);
            boolean icmp = Ipv4.protocol(frame) == 1;
            bytes[20] = (byte) (icmp ? 58 : Ipv4.protocol(frame));
            bytes[21] = 64;
            IpAddress source = addresses.get(IpAddress.v4(frame.i32(Ipv4.AT + 12)));
            IpAddress destination = addresses.get(IpAddress.v4(frame.i32(Ipv4.AT + 16)));
            System.arraycopy(source.toBytes(), 0, bytes, 22, 16);
            System.arraycopy(destination.toBytes(), 0, bytes, 38, 16);
            System.arraycopy(packet, header, bytes, Ipv4.AT + 40, length);
            if (icmp && length > 0) {
                int type = bytes[Ipv4.AT + 40];
                bytes[Ipv4.AT + 40] = (byte) (type == 8 ? 128 : type == 0 ? 129 : 1);
            }
            out.add(frame.with(bytes));
        }
        return new Mutant(out, addresses, true);
    }
}

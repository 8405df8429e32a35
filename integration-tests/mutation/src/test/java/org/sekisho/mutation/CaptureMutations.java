// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.sekisho.detect.Method;
import org.sekisho.packet.IpAddress;

/** What a capture misses, and when it says that things happened. */
final class CaptureMutations {
    private static final long SECOND = 1_000_000_000L;

    private CaptureMutations() {}

    /** Time stamps repeat, because the clock is coarse, and step back. */
    static Mutant clock(Original original, Random random) {
        long tick = 1 + random.nextInt(20_000_000);
        long furthest = 1 + random.nextInt(500_000_000);
        List<Frame> out = new ArrayList<>();
        long shift = 0;
        for (Frame frame : original.frames()) {
            if (random.nextInt(20) == 0) {
                shift = random.nextLong() % furthest;
            }
            out.add(frame.at(frame.time() / tick * tick - Math.abs(shift)));
        }
        return Mutant.of(out);
    }

    /** Frames of another capture, which has none of the same addresses, between these. */
    static Mutation interleaved(List<Original> others) {
        return (original, random) -> {
            List<Original> order = new ArrayList<>(others);
            Collections.shuffle(order, random);
            for (Original other : order) {
                Set<Integer> shared = new HashSet<>(other.addresses());
                shared.retainAll(original.addresses());
                shared.removeIf(address -> IpAddress.v4(address).isSpecial());
                if (shared.isEmpty()) {
                    return Mutant.of(merged(original.frames(), other.frames()));
                }
            }
            return Mutant.of(original.frames());
        };
    }

    private static List<Frame> merged(List<Frame> frames, List<Frame> others) {
        long shift = frames.get(0).time() - others.get(0).time();
        List<Frame> all = new ArrayList<>(frames);
        others.forEach(frame -> all.add(frame.at(frame.time() + shift)));
        all.sort((a, b) -> Long.compare(a.time(), b.time()));
        return all;
    }

    /** Frames are cut to a snap length. */
    static Mutation snapped(int length) {
        return (original, random) ->
                Mutant.of(
                        original.frames().stream()
                                .map(f -> f.bytes().length <= length ? f : snapped(f, length))
                                .toList());
    }

    private static Frame snapped(Frame frame, int length) {
        return new Frame(
                frame.time(), Arrays.copyOf(frame.bytes(), length), frame.originalLength());
    }

    /** Only what inside ends send, or only what they get. */
    static Mutation oneDirection(boolean fromInside) {
        return (original, random) -> {
            Set<Integer> inside = new HashSet<>();
            for (Verdict verdict : original.verdicts()) {
                IpAddress end = verdict.client() != null ? verdict.client() : verdict.server();
                if (end != null) {
                    inside.add((int) end.low());
                }
            }
            List<Frame> out = new ArrayList<>();
            for (Frame frame : original.frames()) {
                if (Ipv4.is(frame)
                        && inside.contains(frame.i32(Ipv4.AT + (fromInside ? 12 : 16)))) {
                    out.add(frame);
                }
            }
            return Mutant.of(out);
        };
    }

    /** So many in a hundred frames are missing. */
    static Mutation loss(int percent) {
        return (original, random) ->
                Mutant.of(
                        original.frames().stream()
                                .filter(frame -> random.nextInt(100) >= percent)
                                .toList());
    }

    /** The capture begins so many seconds later. */
    static Mutation begins(int seconds) {
        return (original, random) -> {
            long from = original.frames().get(0).time() + seconds * SECOND;
            return Mutant.of(
                    original.frames().stream().filter(frame -> frame.time() >= from).toList());
        };
    }

    /** The program sends no datagrams beside its TCP connections. */
    static Mutant noDatagrams(Original original, Random random) {
        boolean overDatagrams =
                original.verdicts().stream()
                        .anyMatch(v -> Set.of(Method.ICMP, Method.DNS).contains(v.method()));
        return Mutant.of(
                original.frames().stream()
                        .filter(f -> overDatagrams || !Ipv4.is(f) || Ipv4.protocol(f) == 6)
                        .toList());
    }

    /** Every frame waits up to 200 ms; what one end sends to the other stays in order. */
    static Mutant jitter(Original original, Random random) {
        List<Frame> out = new ArrayList<>();
        long late = 0;
        long before = original.frames().get(0).time();
        for (Frame frame : original.frames()) {
            late = Math.max(0, late - (frame.time() - before));
            before = frame.time();
            late = Math.max(late, random.nextInt(200_000_000));
            out.add(frame.at(frame.time() + late));
        }
        return Mutant.of(out);
    }

    /** Another name of the same length in every ClientHello that has one. */
    static Mutant otherName(Original original, Random random) {
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            TcpFrame tcp = TcpFrame.of(frame);
            out.add(tcp == null || !tcp.isData() ? frame : otherName(tcp, random));
        }
        return Mutant.of(out);
    }

    /** A ClientHello in one segment (RFC 8446 §4.1.2); server_name is extension 0 (RFC 6066 §3). */
    private static Frame otherName(TcpFrame tcp, Random random) {
        byte[] p = tcp.payload.clone();
        int start = helloAt(p);
        if (start < 0) {
            return tcp.frame;
        }
        int at = start + 43;
        at += 1 + (p[at] & 0xff);
        at += 2 + u16(p, at);
        at += 1 + (p[at] & 0xff);
        at += 2;
        while (at + 9 < p.length) {
            if (u16(p, at) == 0 && u16(p, at + 7) <= p.length - at - 9) {
                for (int i = at + 9; i < at + 9 + u16(p, at + 7); i++) {
                    p[i] = p[i] == '.' ? p[i] : (byte) ('a' + random.nextInt(26));
                }
                return tcp.with(tcp.sequence, tcp.flags, p);
            }
            at += 4 + u16(p, at + 2);
        }
        return tcp.frame;
    }

    private static int helloAt(byte[] p) {
        boolean hello = p.length > 60 && p[0] == 22 && p[1] == 3 && p[5] == 1;
        return hello && 43 + (p[43] & 0xff) + 3 < p.length ? 0 : -1;
    }

    private static int u16(byte[] p, int at) {
        return at + 1 < p.length ? (p[at] & 0xff) << 8 | p[at + 1] & 0xff : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Segments between the real ones that the receiver ignores, or never gets: sent by somebody who
 * wants an observer to lose the stream.
 */
final class ForgedSegments {
    private ForgedSegments() {}

    /** What stands beside a segment of the original. */
    private interface Beside {
        void add(TcpFrame tcp, TcpFrame lastData, List<Frame> out);
    }

    private static Mutant insert(Original original, Beside before, Beside behind) {
        List<Frame> out = new ArrayList<>();
        Map<Way, TcpFrame> lastData = new HashMap<>();
        for (Frame frame : original.frames()) {
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp == null) {
                out.add(frame);
                continue;
            }
            if (before != null) {
                before.add(tcp, lastData.get(tcp.way), out);
            }
            out.add(frame);
            if (behind != null) {
                behind.add(tcp, lastData.get(tcp.way.back()), out);
            }
            if (tcp.isData()) {
                lastData.put(tcp.way, tcp);
            } else if (tcp.has(TcpFrame.SYN)) {
                lastData.remove(tcp.way);
            }
        }
        return Mutant.of(out);
    }

    private static byte[] junk(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static boolean isSyn(TcpFrame tcp) {
        return (tcp.flags & (TcpFrame.SYN | TcpFrame.ACK)) == TcpFrame.SYN;
    }

    /** After the receiver has acknowledged a segment, it comes again with other bytes. */
    static Mutant acknowledgedAgain(Original original, Random random) {
        return insert(
                original,
                null,
                (tcp, sent, out) -> {
                    if (tcp.has(TcpFrame.ACK)
                            && sent != null
                            && tcp.acknowledged - sent.next() >= 0
                            && random.nextBoolean()) {
                        byte[] other = junk(sent.payload.length, random);
                        out.add(sent.with(sent.sequence, sent.flags, other).at(tcp.frame.time()));
                    }
                });
    }

    /** The SYN comes again: at once, after the answer, or among the data. */
    static Mutant synAgain(Original original, Random random) {
        Map<Way, TcpFrame> syns = new HashMap<>();
        return insert(
                original,
                null,
                (tcp, sent, out) -> {
                    if (isSyn(tcp)) {
                        syns.put(tcp.way, tcp);
                        out.add(tcp.frame);
                    }
                    TcpFrame syn = syns.get(tcp.way);
                    if (syn != null && random.nextInt(8) == 0) {
                        out.add(syn.frame.at(tcp.frame.time()));
                    }
                });
    }

    /** Before the answer comes a second SYN with another number; the answer is to the real one. */
    static Mutant synOtherNumber(Original original, Random random) {
        boolean first = random.nextBoolean();
        Beside beside =
                (tcp, sent, out) -> {
                    if (isSyn(tcp)) {
                        out.add(tcp.with(random.nextInt(), tcp.flags, tcp.payload));
                    }
                };
        return first ? insert(original, beside, null) : insert(original, null, beside);
    }

    /** A SYN with another number among the data, and the connection goes on. */
    static Mutant synAmongData(Original original, Random random) {
        return synAmongData(original, random, true);
    }

    /** The same in connections that are older than the capture. */
    static Mutant synInMiddle(Original original, Random random) {
        return synAmongData(original, random, false);
    }

    private static Mutant synAmongData(Original original, Random random, boolean begun) {
        Set<Way> beginnings = new HashSet<>();
        for (Frame frame : original.frames()) {
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp != null && isSyn(tcp)) {
                beginnings.add(tcp.way);
                beginnings.add(tcp.way.back());
            }
        }
        return insert(
                original,
                (tcp, sent, out) -> {
                    if (tcp.isData()
                            && beginnings.contains(tcp.way) == begun
                            && random.nextInt(4) == 0) {
                        out.add(tcp.with(random.nextInt(), TcpFrame.SYN, new byte[0]));
                    }
                },
                null);
    }

    /** RST with a number the receiver must ignore (RFC 5961 §3). */
    static Mutant rstWrong(Original original, Random random) {
        return control(original, random, TcpFrame.RST, true);
    }

    /** RST with the right number that does not reach the receiver: the connection goes on. */
    static Mutant rstRight(Original original, Random random) {
        return control(original, random, TcpFrame.RST, false);
    }

    /** RST with the right number, then a SYN with another; neither reaches the receiver. */
    static Mutant rstThenSyn(Original original, Random random) {
        return insert(
                original,
                (tcp, sent, out) -> {
                    if (tcp.isData() && random.nextInt(8) == 0) {
                        out.add(tcp.with(tcp.sequence, TcpFrame.RST, new byte[0]));
                        out.add(tcp.with(random.nextInt(), TcpFrame.SYN, new byte[0]));
                    }
                },
                null);
    }

    /** FIN of both ends with numbers the receivers must ignore. */
    static Mutant finWrong(Original original, Random random) {
        return control(original, random, TcpFrame.FIN | TcpFrame.ACK, true);
    }

    /** FIN of both ends with the right numbers that reach nobody: the connection goes on. */
    static Mutant finRight(Original original, Random random) {
        return control(original, random, TcpFrame.FIN | TcpFrame.ACK, false);
    }

    private static Mutant control(Original original, Random random, int flags, boolean wrong) {
        int rate = 1 + random.nextInt(6);
        return insert(
                original,
                (tcp, sent, out) -> {
                    if (tcp.isData() && random.nextInt(rate) == 0) {
                        int shift = 1 << 20 | random.nextInt() & 0x3fff_ffff;
                        out.add(tcp.with(tcp.sequence + (wrong ? shift : 0), flags, new byte[0]));
                    }
                },
                null);
    }

    /** A segment far outside the window. */
    static Mutant strayData(Original original, Random random) {
        return insert(
                original,
                (tcp, sent, out) -> {
                    if (tcp.isData() && random.nextInt(4) == 0) {
                        int shift = 1 << 24 | random.nextInt() & 0x3fff_ffff;
                        int sign = random.nextBoolean() ? 1 : -1;
                        byte[] other = junk(tcp.payload.length, random);
                        out.add(tcp.with(tcp.sequence + sign * shift, tcp.flags, other));
                    }
                },
                null);
    }

    /** Before a segment its place is taken by other bytes that do not reach the receiver. */
    static Mutant junkFirst(Original original, Random random) {
        return insert(
                original,
                (tcp, sent, out) -> {
                    if (tcp.isData() && random.nextInt(4) == 0) {
                        byte[] other = junk(tcp.payload.length, random);
                        out.add(tcp.with(tcp.sequence, tcp.flags, other));
                    }
                },
                null);
    }

    /** As {@link #junkFirst}, but the other bytes come at once after the real ones. */
    static Mutant junkBehind(Original original, Random random) {
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            out.add(frame);
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp != null && tcp.isData() && random.nextInt(4) == 0) {
                out.add(tcp.with(tcp.sequence, tcp.flags, junk(tcp.payload.length, random)));
            }
        }
        return Mutant.of(out);
    }
}

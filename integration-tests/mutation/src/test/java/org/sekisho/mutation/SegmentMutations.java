// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The bytes of TCP streams divided, repeated and ordered otherwise. No byte changes. */
final class SegmentMutations {
    /** So many bytes of each direction come one by one; the rest in pieces. */
    private static final int ONE_BY_ONE = 4096;

    private static final long MILLISECOND = 1_000_000;

    private SegmentMutations() {}

    static Mutant oneByte(Original original, Random random) {
        Map<Way, Integer> sent = new HashMap<>();
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp == null || !tcp.isData()) {
                out.add(frame);
                continue;
            }
            int before = sent.merge(tcp.way, tcp.payload.length, Integer::sum);
            int at = 0;
            while (at < tcp.payload.length) {
                boolean single = before - tcp.payload.length + at < ONE_BY_ONE;
                int size = single ? 1 : 1 + random.nextInt(tcp.payload.length - at);
                out.add(tcp.part(at, at + size));
                at += size;
            }
        }
        return Mutant.of(out);
    }

    static Mutant randomPieces(Original original, Random random) {
        int most = 2 + random.nextInt(600);
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp == null || !tcp.isData()) {
                out.add(frame);
                continue;
            }
            for (int at = 0; at < tcp.payload.length; ) {
                int end = Math.min(tcp.payload.length, at + 1 + random.nextInt(most));
                out.add(tcp.part(at, end));
                at = end;
            }
        }
        return Mutant.of(out);
    }

    /**
     * Segments that one end sends in a row, with nothing from the other end in between, arrive in
     * another order. To have more of them, they are divided first.
     */
    static Mutant reordered(Original original, Random random) {
        List<Frame> frames = new ArrayList<>(randomPieces(original, random).frames());
        int window = 2 + random.nextInt(7);
        Map<Way, List<Integer>> rows = new HashMap<>();
        for (int i = 0; i < frames.size(); i++) {
            TcpFrame tcp = TcpFrame.of(frames.get(i));
            if (tcp == null) {
                continue;
            }
            shuffle(frames, rows.remove(tcp.way.back()), random);
            if (tcp.isData() && !tcp.has(TcpFrame.FIN)) {
                List<Integer> row = rows.computeIfAbsent(tcp.way, way -> new ArrayList<>());
                row.add(i);
                if (row.size() == window) {
                    shuffle(frames, rows.remove(tcp.way), random);
                }
            } else {
                shuffle(frames, rows.remove(tcp.way), random);
            }
        }
        return Mutant.of(frames);
    }

    private static void shuffle(List<Frame> frames, List<Integer> row, Random random) {
        if (row == null) {
            return;
        }
        List<Integer> order = new ArrayList<>(row);
        Collections.shuffle(order, random);
        List<Frame> taken = order.stream().map(frames::get).toList();
        for (int i = 0; i < row.size(); i++) {
            frames.set(row.get(i), taken.get(i).at(frames.get(row.get(i)).time()));
        }
    }

    /**
     * Every frame is late by up to two milliseconds, as where a switch copies both directions of a
     * link to one mirror port: an acknowledgement may come before what it acknowledges.
     */
    static Mutant mirrorJitter(Original original, Random random) {
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            out.add(frame.at(frame.time() + random.nextInt((int) (2 * MILLISECOND))));
        }
        out.sort((a, b) -> Long.compare(a.time(), b.time()));
        return Mutant.of(out);
    }

    static Mutant duplicated(Original original, Random random) {
        boolean all = random.nextBoolean();
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            out.add(frame);
            if (all || random.nextInt(3) == 0) {
                int back = random.nextInt(Math.min(6, out.size()));
                Frame copy = all ? frame : out.get(out.size() - 1 - back);
                out.add(copy.at(frame.time()));
            }
        }
        return Mutant.of(out);
    }

    /** Each segment begins before or ends behind where it did, with the bytes that stand there. */
    static Mutant overlapping(Original original, Random random) {
        Map<Way, SentBytes> streams = SentBytes.of(original.frames());
        int[] known = knownToSender(original.frames());
        List<Frame> out = new ArrayList<>();
        for (int i = 0; i < known.length; i++) {
            Frame frame = original.frames().get(i);
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp == null || !tcp.isData() || random.nextInt(4) == 0) {
                out.add(frame);
                continue;
            }
            int before = random.nextInt(400);
            int most = tcp.has(TcpFrame.FIN) ? 0 : known[i] - tcp.next();
            int behind = Math.min(random.nextInt(200), most);
            SentBytes stream = streams.get(tcp.way);
            byte[] wider = stream.at(tcp.sequence - before, before + tcp.payload.length + behind);
            if (wider == null) {
                out.add(frame);
            } else {
                out.add(tcp.with(tcp.sequence - before, tcp.flags, wider));
            }
        }
        return Mutant.of(out);
    }

    /** For each segment, up to where its sender speaks before the other end answers. */
    private static int[] knownToSender(List<Frame> frames) {
        int[] known = new int[frames.size()];
        Map<Way, Integer> ends = new HashMap<>();
        for (int i = frames.size() - 1; i >= 0; i--) {
            TcpFrame tcp = TcpFrame.of(frames.get(i));
            if (tcp != null && tcp.isData()) {
                ends.remove(tcp.way.back());
                int later = ends.getOrDefault(tcp.way, tcp.next());
                known[i] = later - tcp.next() > 0 ? later : tcp.next();
                ends.put(tcp.way, known[i]);
            }
        }
        return known;
    }

    /** The urgent flag and pointer on segments, without any byte being taken out of the stream. */
    static Mutant urgent(Original original, Random random) {
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp != null && tcp.isData() && random.nextBoolean()) {
                int pointer = 1 + random.nextInt(tcp.payload.length);
                out.add(tcp.with(tcp.sequence, tcp.flags | TcpFrame.URG, pointer, tcp.payload));
            } else {
                out.add(frame);
            }
        }
        return Mutant.of(out);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** IPv4 packets in fragments. */
final class FragmentMutations {
    /** What happens to the fragments of one packet. */
    private interface Order {
        List<Frame> of(Pieces pieces, Random random);
    }

    /** A packet and where it is cut. */
    private record Pieces(Frame frame, List<Integer> cuts, int identifier) {
        List<Frame> fragments() {
            List<Frame> fragments = new ArrayList<>();
            for (int i = 0; i + 1 < cuts.size(); i++) {
                fragments.add(fragment(cuts.get(i), cuts.get(i + 1)));
            }
            return fragments;
        }

        Frame fragment(int from, int to) {
            return Ipv4.fragment(frame, from, to, identifier);
        }

        int end() {
            return cuts.get(cuts.size() - 1);
        }
    }

    private FragmentMutations() {}

    private static Mutant fragmented(Original original, Random random, Order order) {
        int most = 1 + random.nextInt(60);
        boolean all = random.nextBoolean();
        int identifier = random.nextInt(0x10000);
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            boolean fits = Ipv4.isWhole(frame) && Ipv4.protocol(frame) != 2;
            int content = fits ? frame.u16(Ipv4.AT + 2) - Ipv4.headerLength(frame) : 0;
            if (content <= 8 || !all && random.nextBoolean()) {
                out.add(frame);
                continue;
            }
            List<Integer> cuts = new ArrayList<>(List.of(0));
            // no more than 40 pieces: the bound on ranges that wait is another test's matter
            int least = content / 40 / 8 + 1;
            for (int at = 0; at < content; ) {
                at = Math.min(content, at + 8 * (least + random.nextInt(most)));
                cuts.add(at);
            }
            identifier = identifier + 1 & 0xffff;
            out.addAll(order.of(new Pieces(frame, cuts, identifier), random));
        }
        return Mutant.of(out);
    }

    static Mutant inOrder(Original original, Random random) {
        return fragmented(original, random, (pieces, r) -> pieces.fragments());
    }

    static Mutant reversed(Original original, Random random) {
        return fragmented(
                original,
                random,
                (pieces, r) -> {
                    List<Frame> fragments = pieces.fragments();
                    Collections.reverse(fragments);
                    return fragments;
                });
    }

    static Mutant shuffledAndRepeated(Original original, Random random) {
        return fragmented(
                original,
                random,
                (pieces, r) -> {
                    List<Frame> fragments = pieces.fragments();
                    // what comes when the packet is complete would begin it anew: the last is
                    // single
                    Frame last = fragments.remove(r.nextInt(fragments.size()));
                    for (Frame fragment : List.copyOf(fragments)) {
                        if (r.nextBoolean()) {
                            fragments.add(fragment);
                        }
                    }
                    Collections.shuffle(fragments, r);
                    fragments.add(last);
                    return fragments;
                });
    }

    /** Fragments reach into their neighbours, with the same bytes. */
    static Mutant overlapping(Original original, Random random) {
        return fragmented(
                original,
                random,
                (pieces, r) -> {
                    List<Frame> fragments = new ArrayList<>();
                    for (int i = 0; i + 1 < pieces.cuts().size(); i++) {
                        int from = Math.max(0, pieces.cuts().get(i) - 8 * r.nextInt(4));
                        int to =
                                Math.min(pieces.end(), pieces.cuts().get(i + 1) + 8 * r.nextInt(4));
                        boolean last = i + 2 == pieces.cuts().size();
                        // a fragment that completes the packet early would leave later ones over
                        fragments.add(
                                pieces.fragment(from, last ? to : Math.min(to, lastCut(pieces))));
                    }
                    return fragments;
                });
    }

    private static int lastCut(Pieces pieces) {
        return pieces.cuts().get(pieces.cuts().size() - 2);
    }

    /** Fragments come again with other bytes before the packet is complete; the first counts. */
    static Mutant againWithOtherBytes(Original original, Random random) {
        return fragmented(
                original,
                random,
                (pieces, r) -> {
                    List<Frame> fragments = new ArrayList<>();
                    for (Frame fragment : pieces.fragments()) {
                        fragments.add(fragment);
                        byte[] other = fragment.bytes().clone();
                        for (int i = Ipv4.AT + Ipv4.headerLength(fragment); i < other.length; i++) {
                            other[i] = (byte) r.nextInt();
                        }
                        fragments.add(fragment.with(other));
                    }
                    fragments.remove(fragments.size() - 1);
                    return fragments;
                });
    }

    /** A fragment is lost, and the whole packet comes again under another number. */
    static Mutant holeThenWhole(Original original, Random random) {
        return fragmented(
                original,
                random,
                (pieces, r) -> {
                    List<Frame> fragments = pieces.fragments();
                    fragments.remove(r.nextInt(fragments.size()));
                    fragments.add(pieces.frame());
                    return fragments;
                });
    }
}

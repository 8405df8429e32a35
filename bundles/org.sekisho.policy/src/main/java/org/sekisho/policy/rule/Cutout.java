// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpPrefix;

/** Takes addresses out of blocks, which fall into parts where something inside is taken out. */
public final class Cutout {
    private Cutout() {}

    /** What is left of a block when it may hit none of these addresses, at neither end. */
    public static List<Block> without(Block block, IpPrefix taken) {
        List<Block> left = new ArrayList<>();
        for (IpPrefix client : parts(block.client(), taken)) {
            for (IpPrefix server : parts(block.server(), taken)) {
                left.add(block.narrowed(client, server));
            }
        }
        return left;
    }

    /** Parts of one end; an end that is not named is one part, which stays unnamed. */
    private static List<IpPrefix> parts(IpPrefix end, IpPrefix taken) {
        if (end == null) {
            List<IpPrefix> unnamed = new ArrayList<>();
            unnamed.add(null);
            return unnamed;
        }
        return end.without(taken);
    }
}

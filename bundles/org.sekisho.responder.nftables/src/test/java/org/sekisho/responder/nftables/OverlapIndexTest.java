// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.responder.nftables.table.BlockSet;
import org.sekisho.testkit.firewall.Blocks;

class OverlapIndexTest {
    /** Few addresses and many lengths, so that much overlaps. */
    private static IpPrefix prefix(Random random) {
        return new IpPrefix(IpAddress.v4(random.nextInt(256) << 24), random.nextInt(9));
    }

    @Test
    void sameAsComparingEachWithEach() {
        Random random = new Random(1);
        OverlapIndex index = new OverlapIndex();
        List<Block> all = new ArrayList<>();
        int overlapping = 0;
        for (int i = 0; i < 20_000; i++) {
            Block block = Block.pair(prefix(random), prefix(random), Action.DROP);
            boolean expected =
                    all.stream()
                            .anyMatch(
                                    other ->
                                            other.client().overlaps(block.client())
                                                    && other.server().overlaps(block.server()));
            assertThat(index.overlaps(block)).as(block.toString()).isEqualTo(expected);
            if (!expected) {
                index.add(block);
                all.add(block);
            } else {
                overlapping++;
            }
            if (random.nextInt(4) == 0 && !all.isEmpty()) {
                index.remove(all.remove(random.nextInt(all.size())));
            }
        }
        assertThat(overlapping).isBetween(1000, 19_000);
    }

    @Test
    void whatOverlapsGetsALayerOfItsOwnUntilThereIsNoneLeft() {
        WantedBlocks wanted = new WantedBlocks();
        for (int layer = 1; layer <= BlockSet.MOST_LAYERS; layer++) {
            Block block = Blocks.server("10.0.0.0/" + (7 + layer));
            assertThat(wanted.add(block, Duration.ofHours(1), null).set().layer()).isEqualTo(layer);
        }
        assertThat(wanted.add(Blocks.server("10.0.0.0/24"), Duration.ofHours(1), null)).isNull();
        assertThat(
                        wanted.add(Blocks.server("11.0.0.0/24"), Duration.ofHours(1), null)
                                .set()
                                .layer())
                .isEqualTo(1);
        wanted.remove(Blocks.server("10.0.0.0/10"));
        assertThat(
                        wanted.add(Blocks.server("10.0.0.0/24"), Duration.ofHours(1), null)
                                .set()
                                .layer())
                .isEqualTo(3);
    }
}

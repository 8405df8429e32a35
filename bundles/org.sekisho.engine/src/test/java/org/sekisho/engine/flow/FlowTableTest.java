// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTableTest {
    private static List<Long> boxed(long[] key) {
        return java.util.Arrays.stream(key).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void behavesLikeAMapOverManyInsertsAndRemovals(int keyLongs) {
        Random random = new Random(keyLongs);
        FlowTable table = new FlowTable(keyLongs, 1 << 20);
        Map<List<Long>, Long> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            long[] key = new long[keyLongs];
            key[0] = random.nextInt(64);
            key[keyLongs - 1] = 1L << 62 | random.nextInt(64);
            int at = table.find(key);
            assertThat(at >= 0).isEqualTo(model.containsKey(boxed(key)));
            if (at >= 0) {
                assertThat(table.state(at, FlowTable.BYTES_A)).isEqualTo(model.get(boxed(key)));
            }
            if (at < 0) {
                at = table.insert(key);
                table.state(at, FlowTable.BYTES_A, step);
                model.put(boxed(key), (long) step);
            } else if (random.nextInt(3) > 0) {
                table.remove(at);
                model.remove(boxed(key));
            }
            assertThat(table.size()).isEqualTo(model.size());
        }
        Map<List<Long>, Long> walked = new HashMap<>();
        long[] key = new long[keyLongs];
        for (int at = table.next(-1); at >= 0; at = table.next(at)) {
            table.key(at, key);
            walked.put(boxed(key), table.state(at, FlowTable.BYTES_A));
        }
        assertThat(walked).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void keepsEveryFlowWhileItGrows(int keyLongs) {
        FlowTable table = new FlowTable(keyLongs, 1 << 20);
        long[] key = new long[keyLongs];
        for (int i = 0; i < 50_000; i++) {
            key[0] = i;
            key[keyLongs - 1] = 1L << 62 | i;
            table.state(table.insert(key), FlowTable.BYTES_B, i);
        }
        for (int i = 0; i < 50_000; i++) {
            key[0] = i;
            key[keyLongs - 1] = 1L << 62 | i;
            assertThat(table.state(table.find(key), FlowTable.BYTES_B)).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1000})
    void givesUpAFlowThatIsAmongTheOldestQuarter(int flows) {
        FlowTable table = new FlowTable(2, flows);
        long[] key = new long[2];
        for (int i = 0; i < flows; i++) {
            key[0] = i;
            key[1] = 1L << 62;
            table.state(table.insert(key), FlowTable.LAST_SEEN, i);
        }
        assertThat(table.isFull()).isTrue();
        for (int i = 0; i < 20; i++) {
            // 32 samples, the smallest: beyond a quarter with a chance of 0.75^32, one in 10,000
            assertThat(table.state(table.victim(), FlowTable.LAST_SEEN)).isLessThan(flows / 4);
        }
    }
}

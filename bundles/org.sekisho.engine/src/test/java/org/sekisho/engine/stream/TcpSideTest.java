// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpSideTest {
    private final ReassemblyBudget budget = new ReassemblyBudget(1 << 20, 1 << 18);
    private final TcpSide side = new TcpSide();
    private final Collected collected = new Collected();

    private static final class Collected implements ByteSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long missing;

        @Override
        public void bytes(byte[] array, int offset, int length) {
            bytes.write(array, offset, length);
        }

        @Override
        public void gap(long lost) {
            missing += lost;
        }
    }

    private boolean segment(int sequence, byte[] data, int from, int to) {
        return side.segment(sequence + from, data, from, to - from, 0, 0, 0, budget, collected);
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, -1, -30_000, Integer.MAX_VALUE - 20_000})
    void deliversEveryByteOnceFromShuffledRepeatedOverlappingSegments(int start) {
        for (int seed = 0; seed < 50; seed++) {
            side.reset();
            collected.bytes.reset();
            byte[] data = random(40_000, seed);
            Random random = new Random(seed);
            List<int[]> segments = new ArrayList<>();
            for (int at = 0; at < data.length; ) {
                int end = Math.min(data.length, at + 1 + random.nextInt(1460));
                int overlap = Math.min(at, random.nextInt(4) == 0 ? random.nextInt(500) : 0);
                segments.add(new int[] {at - overlap, end});
                if (random.nextInt(5) == 0) {
                    segments.add(new int[] {at, end});
                }
                at = end;
            }
            for (int at = 0; at + 8 <= segments.size(); at += 4) {
                Collections.shuffle(segments.subList(at, at + 8), random);
            }
            side.start(start, true);
            for (int[] each : segments) {
                assertThat(segment(start, data, each[0], each[1])).isTrue();
            }
            assertThat(collected.bytes.toByteArray()).isEqualTo(data);
            assertThat(collected.missing).isZero();
            assertThat(budget.held()).isZero();
        }
    }

    @Test
    void givesUpAHoleOnceTheReceiverHasAcknowledgedBytesBehindIt() {
        byte[] data = random(4000, 1);
        side.start(100, true);
        segment(100, data, 0, 1000);
        segment(100, data, 2000, 3000);
        side.acknowledge(100 + 1000, 0, budget, collected);
        assertThat(collected.bytes.size()).isEqualTo(1000);
        side.acknowledge(100 + 3000, 50_000_000, budget, collected);
        assertThat(collected.missing).isEqualTo(1000);
        assertThat(collected.bytes.size()).isEqualTo(2000);
        segment(100, data, 3000, 4000);
        assertThat(collected.bytes.size()).isEqualTo(3000);
    }

    @Test
    void bytesThatTheCaptureCutOffAreAGap() {
        byte[] data = random(500, 2);
        side.start(0, true);
        side.segment(0, data, 0, 100, 400, 0, 0, budget, collected);
        side.segment(500, data, 0, 100, 0, 0, 0, budget, collected);
        assertThat(collected.missing).isEqualTo(400);
        assertThat(collected.bytes.size()).isEqualTo(200);
    }

    @Test
    void refusedMemoryIsAGapAndNeverAnUnboundedHold() {
        ReassemblyBudget small = new ReassemblyBudget(5000, 5000);
        byte[] data = random(100_000, 3);
        side.start(0, true);
        for (int at = 1000; at < data.length; at += 1000) {
            side.segment(at, data, at, 1000, 0, 0, 0, small, collected);
            assertThat(small.held()).isLessThanOrEqualTo(5000);
        }
        assertThat(collected.missing + collected.bytes.size() + small.held())
                .isEqualTo(data.length);
        assertThat(small.refused()).isPositive();
    }

    @Test
    void aSegmentFarOutsideTheWindowIsIgnoredUnlessAcknowledgementsSupportIt() {
        byte[] data = random(1000, 4);
        side.start(0, true);
        segment(0, data, 0, 500);
        assertThat(side.segment(900_000_000, data, 0, 100, 0, 0, 0, budget, collected)).isFalse();
        segment(0, data, 500, 1000);
        assertThat(collected.bytes.toByteArray()).isEqualTo(data);
        side.acknowledge(900_000_000, 0, budget, collected);
        assertThat(side.segment(900_000_000, data, 0, 100, 0, 0, 0, budget, collected)).isTrue();
        assertThat(collected.bytes.size()).isEqualTo(1100);
    }

    @Test
    void ofOverlappingCopiesTheFirstCounts() {
        byte[] first = new byte[100];
        byte[] second = new byte[200];
        Arrays.fill(second, (byte) 1);
        side.start(0, true);
        segment(0, first, 0, 100);
        segment(0, second, 0, 200);
        byte[] expected = new byte[200];
        Arrays.fill(expected, 100, 200, (byte) 1);
        assertThat(collected.bytes.toByteArray()).isEqualTo(expected);
    }

    @Test
    void isAcknowledgedOnlyByNumbersThatWereSent() {
        byte[] data = random(100, 5);
        side.start(5000, false);
        segment(5000, data, 0, 100);
        side.acknowledge(4000, 0, budget, collected);
        side.acknowledge(9000, 0, budget, collected);
        assertThat(side.isAcknowledged()).isFalse();
        side.acknowledge(5100, 0, budget, collected);
        assertThat(side.isAcknowledged()).isTrue();
    }
}

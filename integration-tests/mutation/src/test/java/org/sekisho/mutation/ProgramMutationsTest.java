// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.mutation.RewrittenStream.TlsRecord;
import org.sekisho.testkit.TestCaptures;

/** That the changed program's connections are what they are said to be, whole and in order. */
class ProgramMutationsTest {
    private static final Original ORIGINAL =
            Original.read(TestCaptures.path("p31_idle_tcp_only-deb501-1204.pcap"));

    /** Lengths of encrypted records, of every stream that begins with a ClientHello. */
    private static List<List<Integer>> lengths(List<Frame> frames, int message) {
        List<List<Integer>> lengths = new ArrayList<>();
        Map<Way, SentBytes> sent = SentBytes.of(frames);
        for (SentBytes each : sent.values()) {
            RewrittenStream stream = new RewrittenStream(each.all());
            if (!stream.records().isEmpty() && stream.u8(5) == message) {
                assertThat(stream.records().get(stream.records().size() - 1).end())
                        .as("whole records up to the last byte")
                        .isEqualTo(each.all().length);
                lengths.add(stream.data().stream().map(TlsRecord::length).toList());
            }
        }
        lengths.sort((a, b) -> a.toString().compareTo(b.toString()));
        return lengths;
    }

    private static List<Frame> mutant(Mutation mutation) {
        return mutation.of(ORIGINAL, new Random(1)).frames();
    }

    @Test
    void paddedRecordsAreAsManyAndLonger() {
        List<List<Integer>> before = lengths(ORIGINAL.frames(), 1);
        List<List<Integer>> after = lengths(mutant(ProgramMutations::padded), 1);
        assertThat(before).isNotEmpty();
        assertThat(sizes(after)).containsExactlyInAnyOrderElementsOf(sizes(before));
        assertThat(sum(after)).isGreaterThan(sum(before) + 100);
    }

    @Test
    void withoutTheFirstRequestOneRecordIsMissing() {
        assertThat(count(mutant(ProgramMutations::noProbe), 1))
                .isLessThan(count(ORIGINAL.frames(), 1));
        assertThat(count(mutant(ProgramMutations::noProbe), 2))
                .isLessThan(count(ORIGINAL.frames(), 2));
    }

    @Test
    void aHelloWithoutNameIsShorterByJustThat() {
        String name = "198.19.84.229";
        int shorter = 4 + 5 + name.length();
        assertThat(hello(mutant(ProgramMutations::noServerName)))
                .isEqualTo(hello(ORIGINAL.frames()) - shorter);
    }

    private static int hello(List<Frame> frames) {
        return SentBytes.of(frames).values().stream()
                .map(each -> new RewrittenStream(each.all()))
                .filter(stream -> !stream.records().isEmpty() && stream.u8(5) == 1)
                .mapToInt(stream -> stream.records().get(0).length())
                .min()
                .orElseThrow();
    }

    private static int count(List<Frame> frames, int message) {
        return lengths(frames, message).stream().mapToInt(List::size).sum();
    }

    private static long sum(List<List<Integer>> lengths) {
        return lengths.stream().flatMap(List::stream).mapToLong(Integer::longValue).sum();
    }

    private static List<Integer> sizes(List<List<Integer>> lengths) {
        return lengths.stream().map(List::size).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
            RewrittenStream stream = new RewrittenStream(each.all(), message);
            if (!stream.records().isEmpty()) {
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
                .map(each -> new RewrittenStream(each.all(), 1))
                .filter(stream -> !stream.records().isEmpty())
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

    /** Contents of handshake records in clear, joined, and how many records they came in. */
    private static Map<String, Integer> clear(List<Frame> frames, int message) {
        Map<String, Integer> clear = new TreeMap<>();
        for (SentBytes each : SentBytes.of(frames).values()) {
            byte[] all = each.all();
            RewrittenStream stream = new RewrittenStream(all, message);
            StringBuilder joined = new StringBuilder();
            for (TlsRecord record : stream.clear()) {
                joined.append(HexFormat.of().formatHex(all, record.at() + 5, record.end()));
            }
            clear.merge(joined.toString(), stream.clear().size(), Integer::sum);
        }
        return clear;
    }

    @Test
    void aDividedHandshakeHasTheSameContentInMoreRecords() {
        for (int message = 1; message <= 2; message++) {
            Map<String, Integer> before = clear(ORIGINAL.frames(), message);
            Map<String, Integer> pieces = clear(mutant(RecordMutations::clearInPieces), message);
            Map<String, Integer> bytes = clear(mutant(RecordMutations::clearByBytes), message);
            assertThat(before.keySet()).hasSizeGreaterThan(1);
            assertThat(pieces.keySet()).isEqualTo(before.keySet());
            assertThat(bytes.keySet()).isEqualTo(before.keySet());
            // a short hello may stay whole in pieces of random size
            assertThat(sumOf(bytes)).isGreaterThan(sumOf(pieces));
            assertThat(sumOf(pieces)).isGreaterThanOrEqualTo(sumOf(before));
            assertThat(sumOf(bytes)).isGreaterThan(100);
        }
    }

    private static int sumOf(Map<String, Integer> records) {
        return records.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void dividedDataIsLongerByOneTagForEachFurtherRecord() {
        List<List<Integer>> before = lengths(ORIGINAL.frames(), 1);
        List<List<Integer>> after = lengths(mutant(RecordMutations::clientDivided), 1);
        int further = count(after) - count(before);
        assertThat(further).isPositive();
        assertThat(sum(after)).isEqualTo(sum(before) + 17L * further);
    }

    @Test
    void mergedDataIsShorterByOneTagForEachRecordLess() {
        List<List<Integer>> before = lengths(ORIGINAL.frames(), 2);
        List<List<Integer>> after = lengths(mutant(RecordMutations::merged), 2);
        int fewer = count(before) - count(after);
        assertThat(fewer).isPositive();
        assertThat(sum(after)).isEqualTo(sum(before) - 17L * fewer);
    }

    private static int count(List<List<Integer>> lengths) {
        return lengths.stream().mapToInt(List::size).sum();
    }
}

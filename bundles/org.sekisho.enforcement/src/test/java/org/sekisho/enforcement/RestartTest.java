// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.record.MemoryRecords;
import org.sekisho.enforcement.wanted.Proof;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.enforcement.wanted.WantedBlocks;
import org.sekisho.packet.IpPrefix;
import org.sekisho.record.RecordedBlock;
import org.sekisho.respond.Notice.Kind;

/** A stage that was killed goes on where it was, and the firewall agrees with the records. */
class RestartTest {
    private static final String CLIENT = "10.1.0.2";
    private static final Block PAIR = Samples.pair(CLIENT);

    @TempDir private Path home;
    private Bench bench;
    private Detection first;

    @BeforeEach
    void beginAndBlock() {
        bench = new Bench(home).begin();
        first = Samples.tunnel(1, CLIENT, 256, bench.clock.wall());
        bench.stage.detection(first);
        bench.until(() -> bench.kernel.holds().contains(PAIR));
        bench.until(() -> bench.notices.kinds().contains(Kind.BLOCKED));
        bench.until(() -> bench.records().audit(10).size() == 1);
    }

    @AfterEach
    void end() {
        bench.close();
    }

    private void restart() {
        bench.kill();
        bench.begin();
        bench.until(() -> bench.call(() -> bench.stage.figures().containsKey("blocks")));
    }

    private int blocks() {
        return bench.call(() -> bench.stage.wanted().size());
    }

    @Test
    void whatStandsStaysUntouchedAndIsNotToldAgain() throws Exception {
        int told = bench.notices.all().size();
        int calls = bench.kernel.calls().size();
        bench.seconds(60);
        restart();
        assertThat(blocks()).isEqualTo(1);
        assertThat(bench.kernel.calls()).hasSize(calls);
        assertThat(bench.kernel.left(PAIR)).isEqualTo(Duration.ofMinutes(9));
        // a warm-up finds it again
        bench.stage.detection(first);
        bench.stage.detection(Samples.tunnel(2, "10.1.0.3", 512, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().size() == 2);
        bench.until(() -> bench.notices.all().size() == told + 2);
        assertThat(bench.records().standing()).hasSize(2);
    }

    @Test
    void whatTheKernelLostMeanwhileIsPutBackAndWhatIsOverIsNot() throws Exception {
        bench.stage.detection(Samples.tunnel(2, "10.1.0.3", 512, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().size() == 2);
        bench.kill();
        bench.kernel.clear();
        bench.begin();
        bench.until(() -> bench.kernel.holds().size() == 2);
        bench.kill();
        bench.clock.pass(Duration.ofMinutes(11));
        bench.begin();
        bench.until(() -> bench.records().standing().isEmpty());
        assertThat(bench.kernel.holds()).isEmpty();
        assertThat(blocks()).isZero();
        assertThat(bench.records().blocks(0, 10)).allMatch(block -> block.end().equals("expired"));
    }

    @Test
    void whatStoodIsWatchedAnewByWhatIsStoppedFromNowOnAndToldOnlyIfItIsPassed() {
        bench.kernel.count(PAIR, 50);
        restart();
        bench.seconds(2);
        bench.until(() -> proof() != null && proof().stopped() == 0);
        bench.seconds(31);
        bench.until(() -> proof().finding() == Proof.Finding.QUIET);
        bench.kernel.count(PAIR, 3);
        bench.seconds(11);
        bench.until(() -> proof().finding() == Proof.Finding.EFFECTIVE);
        assertThat(proof().inWords()).isEqualTo("effective");
        assertThat(bench.notices.kinds()).doesNotContain(Kind.QUIET, Kind.PROVED);
        bench.talk(256, CLIENT, 50_000, Samples.SERVER);
        bench.until(() -> bench.notices.kinds().contains(Kind.STILL_FLOWING));
    }

    private Proof proof() {
        return bench.call(() -> bench.stage.wanted().get(PAIR).proof());
    }

    @Test
    void afterAStartOfTheMachineTheClockOnTheWallCounts() {
        bench.kill();
        bench.kernel.clear();
        bench.clock.reboot(Duration.ofMinutes(4));
        bench.begin();
        bench.until(() -> bench.kernel.holds().contains(PAIR));
        assertThat(bench.kernel.left(PAIR)).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void whatTheRecordsKnowToHaveEndedIsTakenOutOfTheKernel() throws Exception {
        long id = bench.records().standing().get(0).id();
        bench.kill();
        bench.records().end(id, bench.clock.wall(), "lifted by somebody");
        bench.begin();
        bench.until(() -> bench.kernel.holds().isEmpty());
        assertThat(blocks()).isZero();
    }

    @Test
    void whenTheRecordsAreLostWhatStandsInTheKernelIsTakenOverWithItsTime() throws Exception {
        bench.seconds(60);
        bench.kill();
        bench.with(new MemoryRecords()).begin();
        bench.until(() -> !bench.records().standing().isEmpty());
        RecordedBlock found = bench.records().standing().get(0);
        assertThat(found.block()).isEqualTo(PAIR);
        assertThat(found.origin()).isEqualTo(WantedBlocks.FOUND);
        assertThat(bench.clock.remaining(found.until())).isEqualTo(Duration.ofMinutes(9).toNanos());
        assertThat(bench.kernel.left(PAIR)).isEqualTo(Duration.ofMinutes(9));
        bench.seconds(541);
        bench.until(() -> bench.records().standing().isEmpty());
    }

    @Test
    void aReleasedTunnelIsRecognisedAfterARestart() {
        bench.seconds(601);
        bench.until(() -> blocks() == 0);
        restart();
        assertThat(bench.kernel.holds()).isEmpty();
        bench.talk(4096, CLIENT, 50_000, Samples.SERVER);
        bench.until(() -> bench.kernel.holds().contains(PAIR));
        assertThat(bench.policy.lastPast().blocks()).isEqualTo(1);
        assertThat(bench.policy.lastPast().returned()).isTrue();
    }

    @Test
    void aStoreThatComesAndGoesLosesNothing() throws Exception {
        bench.stage.recordsGone(bench.records());
        bench.stage.detection(Samples.tunnel(2, "10.1.0.3", 512, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().size() == 2);
        bench.call(
                () -> {
                    bench.stage
                            .wanted()
                            .lift(List.of(bench.stage.wanted().get(PAIR)), "lifted by somebody");
                    return true;
                });
        bench.stage.records(bench.records());
        bench.until(
                () ->
                        bench.records().standing().stream()
                                .map(RecordedBlock::block)
                                .toList()
                                .equals(List.of(Samples.pair("10.1.0.3"))));
        assertThat(bench.records().blocks(0, 10).get(1).end()).isEqualTo("lifted by somebody");
        assertThat(bench.kernel.holds()).containsOnly(Samples.pair("10.1.0.3"));
        long id = bench.records().standing().get(0).id();
        assertThat(bench.call(() -> bench.stage.wanted().get(id)).recorded().block())
                .isEqualTo(Samples.pair("10.1.0.3"));
    }

    @Test
    void partsThatAnExceptionLeftAreNotTakenForSomethingElse() throws Exception {
        bench.policy.allow("10.9.0.0/25");
        Block network = Block.client(IpPrefix.parse("10.9.0.0/24"), Action.DROP);
        Block half = Block.client(IpPrefix.parse("10.9.0.128/25"), Action.DROP);
        bench.call(() -> wantByHand(network));
        assertThat(bench.kernel.holds()).contains(half).doesNotContain(network);
        restart();
        assertThat(blocks()).isEqualTo(2);
        assertThat(bench.kernel.holds()).containsOnly(PAIR, half);
        bench.policy.allow(null);
        bench.until(() -> bench.kernel.holds().contains(network));
        assertThat(bench.kernel.holds()).doesNotContain(half);
    }

    private WantedBlock wantByHand(Block block) throws Exception {
        Clearance clearance = bench.policy.clearance(block);
        RecordedBlock asked =
                new RecordedBlock(
                        0,
                        0,
                        block,
                        bench.clock.wall(),
                        bench.clock.after(Duration.ofHours(1)),
                        "user test",
                        "asked for",
                        0,
                        0,
                        0,
                        "");
        return bench.stage
                .wanted()
                .begin(
                        asked,
                        WantedBlock.Cause.NONE,
                        clearance.permitted(),
                        clearance.reason(),
                        true);
    }
}

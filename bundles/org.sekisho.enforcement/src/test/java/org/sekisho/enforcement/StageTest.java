// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Block;
import org.sekisho.decide.Past;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.record.RecordedBlock;
import org.sekisho.respond.ConnectionCutter;
import org.sekisho.respond.Notice;
import org.sekisho.respond.Notice.Kind;
import org.sekisho.respond.Notifier;

/** From a detection to a block, its end, and what comes back. */
class StageTest {
    private static final String CLIENT = "10.1.0.2";
    private static final Block PAIR = Samples.pair(CLIENT);

    @TempDir private Path home;
    private Bench bench;

    @BeforeEach
    void begin() {
        bench = new Bench(home).begin();
    }

    @AfterEach
    void end() {
        bench.close();
    }

    private Detection seen() {
        return Samples.tunnel(1, CLIENT, 256, bench.clock.wall());
    }

    private void awaitBlocked() {
        bench.until(() -> bench.kernel.holds().contains(PAIR));
    }

    private void awaitReleased() {
        bench.until(() -> !bench.kernel.holds().contains(PAIR) && blocks() == 0);
    }

    /** What was added has been taken in: a round under way may look at detections first. */
    private void awaitTaken() {
        bench.call(() -> true);
    }

    private int blocks() {
        return bench.call(() -> bench.stage.wanted().size());
    }

    @Test
    void aDetectionIsRecordedBlockedAndTold() throws Exception {
        List<Block> cut = new ArrayList<>();
        bench.stage.add(
                new ConnectionCutter() {
                    @Override
                    public String name() {
                        return "cutter";
                    }

                    @Override
                    public int cut(Collection<Block> blocks) {
                        // the firewall holds it when connections are ended, or they would be back
                        assertThat(bench.kernel.holds()).containsAll(blocks);
                        cut.addAll(blocks);
                        return 1;
                    }
                });
        awaitTaken();
        bench.stage.detection(seen());
        awaitBlocked();
        bench.until(() -> bench.notices.kinds().contains(Kind.BLOCKED));
        assertThat(bench.notices.kinds()).containsExactly(Kind.DETECTED, Kind.BLOCKED);
        assertThat(bench.notices.all()).allMatch(notice -> notice.caseId() == 1);
        assertThat(bench.kernel.left(PAIR)).isEqualTo(Duration.ofMinutes(10));
        assertThat(cut).containsExactly(PAIR);
        assertThat(bench.records().standing()).extracting(RecordedBlock::block).containsOnly(PAIR);
        assertThat(bench.records().audit(10).get(0).what())
                .isEqualTo("block pair 10.1.0.2 - 198.51.100.7 for 10 min");
    }

    @Test
    void furtherStatesOfTheCaseMakeNoFurtherBlock() throws Exception {
        Detection first = seen();
        bench.stage.detection(first);
        awaitBlocked();
        bench.seconds(60);
        bench.stage.detection(Samples.seenAgain(first, bench.clock.wall()));
        bench.stage.detection(Samples.tunnel(2, "10.1.0.3", 512, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().contains(Samples.pair("10.1.0.3")));
        assertThat(bench.records().standing()).hasSize(2);
        assertThat(bench.kernel.left(PAIR)).isEqualTo(Duration.ofMinutes(9));
        assertThat(bench.notices.of(Kind.DETECTED)).hasSize(2);
        assertThat(bench.notices.of(Kind.CHANGED)).isEmpty();
    }

    @Test
    void aBlockEndsWhenItsTimeIsOverAndIsTold() throws Exception {
        bench.stage.detection(seen());
        awaitBlocked();
        bench.seconds(601);
        awaitReleased();
        bench.until(() -> bench.notices.kinds().contains(Kind.RELEASED));
        assertThat(bench.records().standing()).isEmpty();
        assertThat(bench.records().blocks(0, 10).get(0).end()).isEqualTo("expired");
    }

    @Test
    void settingTheClockEndsNoBlockEarlyOrLate() {
        bench.stage.detection(seen());
        awaitBlocked();
        bench.clock.step(Duration.ofDays(1));
        // what comes after it is seen when the look at the clock is over
        bench.stage.detection(Samples.tunnel(2, "10.1.0.3", 512, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().contains(Samples.pair("10.1.0.3")));
        assertThat(bench.kernel.holds()).contains(PAIR);
        assertThat(blocks()).isEqualTo(2);
        bench.clock.step(Duration.ofDays(-2));
        bench.seconds(599);
        assertThat(bench.kernel.holds()).contains(PAIR);
        assertThat(blocks()).isEqualTo(2);
        bench.seconds(2);
        bench.until(() -> blocks() == 0);
    }

    @Test
    void aReleasedTunnelIsBlockedAgainWhenBothEndsAreSeenAndNotBefore() {
        Detection first = seen();
        bench.stage.detection(first);
        awaitBlocked();
        bench.seconds(601);
        awaitReleased();
        // the client tries again and again, and nobody answers
        bench.seconds(30);
        bench.stage.detection(Samples.seenAgain(first, bench.clock.wall()));
        bench.until(() -> bench.policy.lastPast().sinceRelease() != null);
        bench.until(() -> bench.stage.mailbox.size() == 0);
        assertThat(blocks()).isZero();
        assertThat(bench.policy.lastPast().returned()).isFalse();
        // another session
        bench.talk(1024, CLIENT, 50_001, Samples.SERVER);
        awaitBlocked();
        Past past = bench.policy.lastPast();
        assertThat(past.returned()).isTrue();
        assertThat(past.over()).isFalse();
        assertThat(past.blocks()).isEqualTo(1);
        assertThat(past.sinceRelease()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @Test
    void aSessionThatOutlastedItsBlockIsBlockedAgain() {
        bench.talk(256, CLIENT, 50_000, Samples.SERVER);
        bench.stage.detection(seen());
        awaitBlocked();
        bench.seconds(601);
        awaitReleased();
        bench.checkpoint(256, CLIENT, 50_000, Samples.SERVER, 30, 20);
        bench.seconds(5);
        assertThat(blocks()).isZero();
        bench.checkpoint(256, CLIENT, 50_000, Samples.SERVER, 40, 30);
        awaitBlocked();
    }

    @Test
    void whatIsOverBlocksNobodyAndCountsWhenItIsSeenAgain() {
        bench.talk(1024, "10.1.0.9", 40_000, "203.0.113.1");
        long before = bench.clock.wall() - Duration.ofHours(1).toNanos();
        bench.stage.detection(Samples.tunnel(1, CLIENT, 256, before));
        bench.until(() -> bench.notices.kinds().contains(Kind.DETECTED));
        assertThat(blocks()).isZero();
        assertThat(bench.policy.lastPast().over()).isTrue();
        // the same connection, after a restart under another number
        bench.talk(2048, CLIENT, 50_000, Samples.SERVER);
        awaitBlocked();
    }

    @Test
    void othersWhoUseTheServerForSomethingElseAreNoticed() {
        bench.talk(1024, "10.1.0.9", 40_000, Samples.SERVER);
        bench.stage.detection(seen());
        awaitBlocked();
        assertThat(bench.policy.lastPast().sharedServer()).isTrue();
        bench.talk(2048, "10.1.0.3", 40_000, "203.0.113.9");
        Detection second =
                Samples.tunnel(
                        2,
                        "10.1.0.3",
                        "203.0.113.9",
                        org.sekisho.detect.State.CONFIRMED,
                        2048,
                        bench.clock.wall());
        bench.stage.detection(second);
        bench.until(() -> blocks() == 2);
        assertThat(bench.policy.lastPast().sharedServer()).isFalse();
    }

    @Test
    void aBlockThatTheTunnelGetsPastIsToldAsSuchAndOnceItHoldsAsProved() {
        bench.talk(256, CLIENT, 50_000, Samples.SERVER);
        bench.stage.detection(seen());
        awaitBlocked();
        bench.seconds(1);
        goOn(20);
        goOn(40);
        bench.until(() -> bench.notices.kinds().contains(Kind.STILL_FLOWING));
        assertThat(bench.notices.of(Kind.STILL_FLOWING).get(0).text()).contains("both send");
        assertThat(bench.notices.of(Kind.PROVED)).isEmpty();
        bench.kernel.count(PAIR, 5);
        bench.seconds(31);
        bench.until(() -> bench.notices.kinds().contains(Kind.PROVED));
        assertThat(bench.notices.of(Kind.STILL_FLOWING)).hasSize(1);
        assertThat(bench.notices.of(Kind.QUIET)).isEmpty();
    }

    @Test
    void aBlockThatNothingMeetsIsNoProofUntilSomethingComes() {
        bench.talk(256, CLIENT, 50_000, Samples.SERVER);
        bench.stage.detection(seen());
        bench.until(() -> bench.notices.kinds().contains(Kind.BLOCKED));
        bench.seconds(31);
        bench.until(() -> bench.notices.kinds().contains(Kind.QUIET));
        assertThat(bench.notices.of(Kind.QUIET).get(0).text())
                .contains("and nothing came to be stopped");
        assertThat(bench.notices.of(Kind.PROVED)).isEmpty();
        bench.kernel.count(PAIR, 1);
        bench.seconds(11);
        bench.until(() -> bench.notices.kinds().contains(Kind.PROVED));
        assertThat(bench.notices.of(Kind.PROVED).get(0).text()).contains("effective after ");
    }

    @Test
    void anExceptionAddedLaterLiftsAndPolicyThatOnlyWatchesDoesToo() {
        bench.talk(256, CLIENT, 50_000, Samples.SERVER);
        bench.stage.detection(seen());
        awaitBlocked();
        bench.policy.allow("10.1.0.0/24");
        awaitReleased();
        bench.until(() -> bench.notices.kinds().contains(Kind.RELEASED));
        assertThat(bench.notices.of(Kind.RELEASED).get(0).text())
                .contains("10.1.0.0/24 is allowed");
        // the session goes on all the time
        bench.policy.allow(null);
        goOn(20);
        awaitBlocked();
        bench.policy.enforces(false);
        awaitReleased();
        goOn(40);
        assertThat(bench.kernel.holds()).isEmpty();
        bench.policy.enforces(true);
        awaitBlocked();
    }

    private void goOn(long packets) {
        for (int i = 1; i <= 2; i++) {
            bench.seconds(5);
            bench.checkpoint(
                    256, CLIENT, 50_000, Samples.SERVER, packets + 10 * i, packets + 10 * i);
        }
    }

    @Test
    void aHangingFirewallHoldsUpNobodyWhoDetects() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        bench.stage.add(
                new ConnectionCutter() {
                    @Override
                    public String name() {
                        return "hanging";
                    }

                    @Override
                    public int cut(Collection<Block> blocks) {
                        hangs.countDown();
                        try {
                            goOn.await();
                        } catch (InterruptedException told) {
                            Thread.currentThread().interrupt();
                        }
                        return 0;
                    }
                });
        awaitTaken();
        bench.stage.detection(seen());
        hangs.await();
        for (int i = 0; i < 100_000; i++) {
            bench.stage.detection(Samples.tunnel(i, "10.1.0.3", 512, bench.clock.wall()));
        }
        assertThat(bench.stage.mailbox.size()).isEqualTo(65_536);
        assertThat(bench.stage.mailbox.dropped()).isEqualTo(100_000 - 65_536);
        goOn.countDown();
        bench.until(() -> bench.kernel.holds().size() == 2);
    }

    @Test
    void aNotifierThatHangsOrThrowsHoldsUpNoBlock() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        bench.stage
                .notices()
                .add(
                        new Notifier() {
                            @Override
                            public String name() {
                                return "hanging";
                            }

                            @Override
                            public void notify(Notice notice) {
                                try {
                                    goOn.await();
                                } catch (InterruptedException told) {
                                    Thread.currentThread().interrupt();
                                }
                                throw new IllegalStateException("thrown on purpose");
                            }

                            @Override
                            public String test(Notice notice) {
                                return "";
                            }
                        });
        bench.stage.detection(seen());
        awaitBlocked();
        bench.stage.detection(Samples.tunnel(2, "10.1.0.3", 512, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().size() == 2);
        assertThat(bench.notices.all()).hasSize(1);
        goOn.countDown();
        bench.until(() -> bench.notices.all().size() == 4);
        bench.until(() -> bench.stage.notices().failures() == 4);
    }

    @Test
    void aFirewallThatFailsIsToldOnOnceAndAskedAgain() {
        bench.kernel.fail("nft is not installed; install nftables");
        bench.stage.detection(seen());
        bench.until(() -> bench.notices.kinds().contains(Kind.TROUBLE));
        bench.stage.detection(Samples.tunnel(2, "10.1.0.3", 512, bench.clock.wall()));
        bench.until(() -> blocks() == 2);
        bench.until(() -> !bench.stage.troubles().isEmpty());
        assertThat(bench.stage.troubles().toString()).contains("install nftables");
        assertThat(bench.notices.of(Kind.TROUBLE)).hasSize(1);
        assertThat(bench.notices.of(Kind.BLOCKED)).isEmpty();
        bench.kernel.fail(null);
        awaitBlocked();
        bench.until(() -> bench.notices.of(Kind.BLOCKED).size() == 2);
        bench.until(() -> bench.stage.troubles().isEmpty());
    }

    @Test
    void aSecondFirewallGetsWhatIsWantedWhenItComesAndTheOtherIsLeftAlone() {
        bench.stage.detection(seen());
        awaitBlocked();
        List<String> calls = bench.kernel.calls();
        KernelInMemory other = new KernelInMemory(bench.clock, "other");
        bench.stage.add(other);
        bench.until(() -> other.holds().contains(PAIR));
        bench.stage.remove(other, false);
        assertThat(other.holds()).contains(PAIR);
        assertThat(bench.kernel.calls()).isEqualTo(calls);
        WantedBlock block = bench.call(() -> bench.stage.wanted().get(PAIR));
        assertThat(block.outcomes()).containsOnlyKeys("kernel");
    }
}

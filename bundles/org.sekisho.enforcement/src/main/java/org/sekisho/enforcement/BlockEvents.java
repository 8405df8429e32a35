// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.sekisho.enforcement.cases.Beginning;
import org.sekisho.enforcement.notice.Sentences;
import org.sekisho.enforcement.record.Offences;
import org.sekisho.enforcement.record.TunnelKey;
import org.sekisho.enforcement.time.Durations;
import org.sekisho.enforcement.wanted.Proof;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.enforcement.wanted.WantedBlocks;
import org.sekisho.respond.Notice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a block is in force, fails, helps or ends: others learn of it, and people. Used
 * by the acting thread.
 */
final class BlockEvents implements WantedBlocks.Listener {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.enforcement");

    private static final int MOST_TROUBLES = 256;

    /** The same trouble is told again after this time. */
    private static final long AGAIN_NANOS = 600_000_000_000L;

    private final Stage stage;
    private final Map<String, Long> troubles = new HashMap<>();

    BlockEvents(Stage stage) {
        this.stage = stage;
    }

    @Override
    public void inForce(WantedBlock block) {
        stage.proofs().begin(block);
        if (block.isRestored()) {
            // it was told of in an earlier run
            return;
        }
        String text =
                "%s: %s for %s. %s"
                        .formatted(
                                Sentences.done(block.recorded().block().action()),
                                Sentences.block(block.recorded().block()),
                                Durations.inWords(stage.wanted().remaining(block)),
                                block.recorded().reason());
        LOG.info("{}", text);
        tell(Notice.Kind.BLOCKED, block, text);
    }

    @Override
    public void notInForce(WantedBlock block) {
        String reasons = Beginning.reasons(block);
        long now = stage.clock().uptime();
        troubles.values().removeIf(told -> now - told > AGAIN_NANOS);
        if (troubles.size() < MOST_TROUBLES && troubles.putIfAbsent(reasons, now) == null) {
            String text =
                    "Not in force: %s is wanted, but %s."
                            .formatted(Sentences.block(block.recorded().block()), reasons);
            LOG.error("{}", text);
            tell(Notice.Kind.TROUBLE, block, text);
        }
    }

    @Override
    public void ended(WantedBlock block, String reason) {
        stage.proofs().end(block);
        stage.beginning.ended(block);
        TunnelKey tunnel = block.cause().tunnel();
        if (tunnel != null) {
            stage.offences()
                    .ended(
                            tunnel,
                            block.recorded(),
                            stage.clock().after(Duration.ZERO),
                            reason.startsWith(Offences.BY_HAND));
            stage.cases.released(tunnel);
        }
        tell(
                Notice.Kind.RELEASED,
                block,
                "Released: %s: %s.".formatted(Sentences.block(block.recorded().block()), reason));
    }

    /** Something else is found about whether a block helps. */
    void proved(WantedBlock block) {
        Proof proof = block.proof();
        String text = Sentences.block(block.recorded().block()) + " is " + proof.inWords() + ".";
        if (proof.finding() == Proof.Finding.FLOWING) {
            LOG.error("{}", text);
            tell(Notice.Kind.STILL_FLOWING, block, text);
            return;
        }
        LOG.info("{}", text);
        // of what was in force before this run people know already that it is
        if (!block.isRestored() || proof.hasFlowed()) {
            boolean quiet = proof.finding() == Proof.Finding.QUIET;
            tell(quiet ? Notice.Kind.QUIET : Notice.Kind.PROVED, block, text);
        }
    }

    /** The circuit breaker has opened. */
    void fuseOpened() {
        String text =
                "The circuit breaker has opened: %s. Nothing more is blocked until somebody has"
                                .formatted(stage.switches().open())
                        + " looked at 'sekisho blocks list' and called 'sekisho blocks resume';"
                        + " tunnels are still found and told.";
        LOG.error("{}", text);
        stage.ledger()
                .audit(WantedBlocks.POLICY, "stop new blocks", stage.switches().open(), "done");
        stage.notices()
                .tell(new Notice(Notice.Kind.TROUBLE, 0, stage.clock().wall(), null, null, text));
    }

    private void tell(Notice.Kind kind, WantedBlock block, String text) {
        stage.notices()
                .tell(
                        new Notice(
                                kind,
                                block.recorded().caseId(),
                                stage.clock().wall(),
                                block.cause().detection(),
                                block.cause().decision(),
                                text));
    }
}

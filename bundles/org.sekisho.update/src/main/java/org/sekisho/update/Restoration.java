// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.sekisho.update.store.StoredEdition;
import org.sekisho.update.store.StoredState;
import org.sekisho.update.store.StoredState.StoredLineage;
import org.sekisho.update.trust.Inventory;
import org.sekisho.update.trust.Verdict;

/**
 * Brings back after a restart what had been let in before. Every copy is verified as if it had just
 * come; one that does not pass is named, and what was before it takes its place.
 */
final class Restoration {
    private final BiFunction<Path, Inventory, Verdict> verifier;
    private final Stage stage;
    private final Exchange exchange;
    private final Memory memory;
    private final Lineages lineages;
    private final List<String> files = new ArrayList<>();

    Restoration(
            BiFunction<Path, Inventory, Verdict> verifier,
            Stage stage,
            Exchange exchange,
            Memory memory,
            Lineages lineages) {
        this.verifier = verifier;
        this.stage = stage;
        this.exchange = exchange;
        this.memory = memory;
        this.lineages = lineages;
    }

    /**
     * Brings everything back.
     *
     * @return names of jars that had brought something from {@code deploy}
     */
    List<String> restore() {
        StoredState state = memory.read();
        state.lineages().forEach(this::restore);
        if (!state.lineages().isEmpty()) {
            memory.save(lineages.all());
        }
        return files;
    }

    private void restore(StoredLineage stored) {
        if (stored.active() != null) {
            Edition former = prepare(stored.former());
            Edition active = prepare(stored.active());
            if (active == null || !begin(active, former, stored.probationEnds())) {
                fallBack(former);
            }
        }
        Edition shadow = prepare(stored.shadow());
        if (shadow != null) {
            try {
                exchange.beShadow(lineages.of(shadow.name()), shadow);
            } catch (RefusedException fault) {
                notBack(shadow, fault);
            }
        }
    }

    private boolean begin(Edition active, Edition former, long probationEnds) {
        Lineage lineage = lineages.of(active.name());
        try {
            exchange.beActive(lineage, active);
            lineage.former = former;
            long left = probationEnds - System.currentTimeMillis();
            lineage.endProbation();
            if (probationEnds != 0) {
                // one that has run out while nobody ran ends at the next look
                lineage.beginProbation(Math.max(0, left));
            } else if (lineage.shipped != null) {
                stage.discard(lineage.shipped, active);
            }
            return true;
        } catch (RefusedException fault) {
            notBack(active, fault);
            return false;
        }
    }

    private void fallBack(Edition former) {
        if (former != null) {
            try {
                exchange.beActive(lineages.of(former.name()), former);
            } catch (RefusedException fault) {
                notBack(former, fault);
            }
        }
    }

    private void notBack(Edition edition, RefusedException fault) {
        stage.discard(edition, null);
        memory.complain(
                edition
                        + " was installed before the restart and does not come back: "
                        + fault.getMessage());
    }

    /** Verifies and installs a copy; null if there is none, or it does not pass. */
    private Edition prepare(StoredEdition stored) {
        if (stored == null) {
            return null;
        }
        if (!stored.file().isEmpty()) {
            files.add(stored.file());
        }
        Path copy = memory.copyOf(stored);
        String reason;
        if (!Files.isRegularFile(copy)) {
            reason = "its copy is gone";
        } else {
            Verdict verdict = verifier.apply(copy, lineages::shippedResidents);
            if (!verdict.sha256().equals(stored.sha256())) {
                reason = "its copy was changed by somebody";
            } else if (!verdict.accepted()) {
                reason = String.join(" ", verdict.refusals());
            } else {
                try {
                    return stage.install(stored, verdict);
                } catch (RefusedException fault) {
                    reason = fault.getMessage();
                }
            }
        }
        memory.complain(
                stored.name()
                        + " "
                        + stored.version()
                        + " does not come back: "
                        + copy
                        + ": "
                        + reason
                        + "; install it again");
        return null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.exchange.Role;

/** What happens to versions that are on probation, and to shadows. Used by one thread. */
final class Probation {
    private final Exchange exchange;
    private final Stage stage;
    private final Admissions admissions;
    private final Memory memory;
    private final Lineages lineages;

    Probation(
            Exchange exchange,
            Stage stage,
            Admissions admissions,
            Memory memory,
            Lineages lineages) {
        this.exchange = exchange;
        this.stage = stage;
        this.admissions = admissions;
        this.memory = memory;
        this.lineages = lineages;
    }

    /**
     * The engine took a part of a bundle out.
     *
     * @return what was done about it; null if it can't be dealt with now
     */
    String takenOut(Faults.Fault fault) {
        long bundle = fault.bundle();
        String reason = fault.reason();
        for (Lineage lineage : lineages.all()) {
            Edition active = lineage.active;
            Edition shadow = lineage.shadow;
            if (shadow != null && shadow.bundle().getBundleId() == bundle) {
                if (exchange.isBusy(lineage.name())) {
                    return null;
                }
                lineage.shadow = null;
                lineage.mishap("the shadow " + shadow.version() + " was taken out: " + reason);
                exchange.tellOfChange();
                stage.discard(shadow, null);
                memory.refuse(shadow.stored().sha256(), lineage.mishap());
                exchange.save();
                return lineage.name() + ": " + lineage.mishap();
            }
            if (active != null && active.bundle().getBundleId() == bundle) {
                return exchange.isBusy(lineage.name()) ? null : activeTakenOut(lineage, fault);
            }
        }
        return "";
    }

    private String activeTakenOut(Lineage lineage, Faults.Fault fault) {
        if (!lineage.onProbation()) {
            lineage.mishap(
                    lineage.active.version() + " was taken out by the engine: " + fault.reason());
            return lineage.name() + ": " + lineage.mishap();
        }
        try {
            return exchange.rollback(lineage.name(), fault.reason(), fault.since());
        } catch (RefusedException impossible) {
            return impossible.getMessage();
        }
    }

    /** Takes back versions that leak threads, as long as there is something to go back to. */
    List<String> endThreadLeaks() {
        List<String> sentences = new ArrayList<>();
        for (Lineage lineage : lineages.all()) {
            for (Edition each : lineage.onTrial()) {
                int threads = each.tooManyThreads();
                if (threads > 0) {
                    sentences.add(
                            takenOut(
                                    new Faults.Fault(
                                            each.bundle().getBundleId(),
                                            "it runs " + threads + " threads of its own",
                                            System.nanoTime())));
                }
            }
        }
        return sentences;
    }

    /** Lets go of former versions whose successor has stood its probation. */
    List<String> endProbations() {
        List<String> sentences = new ArrayList<>();
        for (Lineage lineage : lineages.all()) {
            if (lineage.probationIsOver()) {
                lineage.endProbation();
                admissions.admit(lineage.active, Role.ACTIVE, false);
                Edition former = lineage.former != null ? lineage.former : lineage.shipped;
                lineage.former = null;
                if (former != null) {
                    stage.discard(former, lineage.active);
                }
                exchange.save();
                sentences.add(lineage.active + " has stood its probation");
            }
        }
        return sentences;
    }
}

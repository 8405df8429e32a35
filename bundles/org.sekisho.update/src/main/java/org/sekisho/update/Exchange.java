// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.osgi.framework.BundleContext;
import org.sekisho.exchange.Comparison;
import org.sekisho.exchange.Role;
import org.sekisho.update.life.Kind;
import org.sekisho.update.life.RestartRule;
import org.sekisho.update.store.StoredEdition;
import org.sekisho.update.trust.Check;
import org.sekisho.update.trust.Inventory;
import org.sekisho.update.trust.Permission;
import org.sekisho.update.trust.Verdict;

/**
 * Decides which version of a bundle is active, which lies ready and which is a shadow. Every method
 * answers with a sentence for people, or refuses with one and leaves everything as it was. Used by
 * one thread.
 */
final class Exchange {
    private final BundleContext context;
    private final BiFunction<Path, Inventory, Verdict> verifier;
    private final Stage stage;
    private final Admissions admissions;
    private final Memory memory;
    private final Lineages lineages;
    private final Set<String> busy = new HashSet<>();
    private volatile long probationMillis;

    /** Told when a version from the folder {@code deploy} was taken back: file name, reason. */
    private Mishap mishap = (file, reason) -> {};

    /** Told when something has changed and what is left to do takes its time. */
    private Runnable change = () -> {};

    /** How a version is to come in. */
    enum As {
        /** New, or in place of the version that is there. */
        INSTALLED,
        /** In place of the version that is there. */
        UPDATED,
        /** Beside it, to be compared. */
        SHADOW
    }

    /** Takes the reason why a deployed version was taken back. */
    interface Mishap {
        void takenBack(String file, String reason);
    }

    Exchange(
            BundleContext context,
            BiFunction<Path, Inventory, Verdict> verifier,
            Stage stage,
            Admissions admissions,
            Memory memory,
            Lineages lineages) {
        this.context = context;
        this.verifier = verifier;
        this.stage = stage;
        this.admissions = admissions;
        this.memory = memory;
        this.lineages = lineages;
    }

    void probation(long millis) {
        probationMillis = millis;
    }

    void onMishap(Mishap told) {
        mishap = told;
    }

    void onChange(Runnable told) {
        change = told;
    }

    /**
     * Lets a jar in.
     *
     * @param file its name if it lies in {@code deploy}, else empty
     */
    String install(Path jar, As as, String file) throws RefusedException {
        Verdict verdict = verifier.apply(jar, lineages);
        String name = verdict.symbolicName();
        if (comesFromWhoMaySignIt(verdict)) {
            // first, for whatever else is wrong with it, nobody need repair that to be told then
            String restart = RestartRule.why(name, context);
            if (!restart.isEmpty()) {
                throw new RefusedException(restart);
            }
        }
        if (!verdict.accepted()) {
            throw new RefusedException(String.join(" ", verdict.refusals()));
        }
        String before = memory.refusalOf(verdict.sha256());
        if (!file.isEmpty() && !before.isEmpty()) {
            throw new RefusedException(
                    "this very jar was taken back before ("
                            + before
                            + "); put a repaired one here, or insist with 'sekisho bundles"
                            + " install'");
        }
        Lineage lineage = lineages.of(name);
        Edition current = lineage.current();
        if (as == As.UPDATED && current == null) {
            throw new RefusedException(name + " is not installed; use 'sekisho bundles install'");
        }
        if (current != null && is(current, verdict) && as != As.SHADOW) {
            return current + " is active already";
        }
        StoredEdition stored =
                new StoredEdition(
                        name,
                        verdict.version(),
                        verdict.sha256(),
                        file,
                        verdict.signer().map(signer -> signer.subject()).orElse(""));
        memory.keep(stored, verdict);
        removeTwin(lineage, verdict);
        Edition next = installed(stored, verdict);
        busy.add(name);
        try {
            if (as == As.SHADOW) {
                beShadow(lineage, next);
            } else {
                beActive(lineage, next);
            }
        } catch (RefusedException refusal) {
            lineage.mishap(next.version() + " was not let in: " + refusal.getMessage());
            change.run();
            stage.discard(next, null);
            save();
            throw new RefusedException(next + ": " + refusal.getMessage() + goesOn(lineage));
        } finally {
            busy.remove(name);
        }
        lineage.isWell();
        memory.forgive(verdict.sha256());
        save();
        return next
                + (as == As.SHADOW ? " is a shadow now" : " is active now")
                + (lineage.onProbation() && as != As.SHADOW
                        ? ", on probation for " + probationMillis / 1000 + " s"
                        : "")
                + signedBy(stored)
                + may(next);
    }

    /** Nobody is advised to put in by hand what does not. */
    private static boolean comesFromWhoMaySignIt(Verdict verdict) {
        return verdict.accepted()
                || verdict.signer().isPresent()
                        && verdict.checks().stream()
                                .filter(check -> check.name().equals("name"))
                                .noneMatch(check -> check.outcome() == Check.Outcome.REFUSED);
    }

    private Edition installed(StoredEdition stored, Verdict verdict) throws RefusedException {
        try {
            return stage.install(stored, verdict);
        } catch (RefusedException refusal) {
            // nobody needs the copy
            save();
            throw refusal;
        }
    }

    /** The same jar may lie ready as the former version or be the shadow; it comes in anew. */
    private void removeTwin(Lineage lineage, Verdict verdict) {
        if (lineage.former != null && is(lineage.former, verdict)) {
            stage.discard(lineage.former, null);
            lineage.former = null;
        }
        if (lineage.shadow != null && is(lineage.shadow, verdict)) {
            stage.discard(lineage.shadow, null);
            lineage.shadow = null;
        }
    }

    private static boolean is(Edition edition, Verdict verdict) {
        return !edition.shipped() && edition.stored().sha256().equals(verdict.sha256());
    }

    private static String goesOn(Lineage lineage) {
        Edition current = lineage.current();
        return current == null ? "" : " — " + current + " goes on";
    }

    private static String signedBy(StoredEdition stored) {
        return stored.signer().isEmpty() ? "; nobody signed it" : "; signed by " + stored.signer();
    }

    private static String may(Edition edition) {
        List<String> meanings =
                edition.permissions().stream().sorted().map(Permission::meaning).toList();
        return meanings.isEmpty()
                ? "; it has no permissions"
                : "; permissions: " + String.join(", ", meanings);
    }

    /** Brings in a version in place of the one that decides, which then lies ready. */
    void beActive(Lineage lineage, Edition next) throws RefusedException {
        Edition old = lineage.current();
        boolean beside = next.kind() != Kind.OTHER;
        if (old == null) {
            stage.bring(next, Role.ACTIVE, false, true, null);
            lineage.active = next;
            return;
        }
        if (beside) {
            stage.bring(next, Role.ACTIVE, true, true, old);
            stage.halt(old, next);
        } else {
            stage.halt(old, null);
            try {
                stage.bring(next, Role.ACTIVE, true, true, old);
            } catch (RefusedException refusal) {
                stage.makeWay(next);
                comeBack(lineage, old);
                throw refusal;
            }
        }
        supersede(lineage, old, next);
    }

    /** The new one decides, the old one lies ready, and what lay ready before goes. */
    private void supersede(Lineage lineage, Edition old, Edition next) {
        Edition last = lineage.former;
        if (last == null && !old.shipped()) {
            last = lineage.shipped;
        }
        if (last != null) {
            stage.discard(last, next);
        }
        lineage.former = old.shipped() ? null : old;
        lineage.active = next;
        lineage.beginProbation(probationMillis);
    }

    /** Brings in a version that is only compared. */
    void beShadow(Lineage lineage, Edition next) throws RefusedException {
        if (next.kind() != Kind.DETECTOR) {
            throw new RefusedException(
                    "only a bundle with nothing but detectors can be a shadow; 'sekisho bundles"
                            + " update' exchanges it on probation");
        }
        stage.bring(next, Role.SHADOW, true, false, lineage.current());
        if (lineage.shadow != null) {
            stage.discard(lineage.shadow, next);
        }
        lineage.shadow = next;
    }

    /** Makes the shadow decide. */
    String promote(String name) throws RefusedException {
        Lineage lineage = lineages.known(name);
        Edition shadow = shadowOf(lineage);
        busy.add(name);
        try {
            Edition old = lineage.current();
            stage.bring(shadow, Role.ACTIVE, true, true, old);
            lineage.shadow = null;
            if (old == null) {
                lineage.active = shadow;
            } else {
                stage.halt(old, shadow);
                supersede(lineage, old, shadow);
            }
        } catch (RefusedException refusal) {
            admissions.admit(shadow, Role.SHADOW, true);
            throw new RefusedException(
                    shadow + " stays a shadow: " + refusal.getMessage() + goesOn(lineage));
        } finally {
            busy.remove(name);
        }
        lineage.isWell();
        save();
        return shadow + " is active now, on probation for " + probationMillis / 1000 + " s";
    }

    private static Edition shadowOf(Lineage lineage) throws RefusedException {
        if (lineage.shadow == null) {
            throw new RefusedException(
                    lineage.name() + " has no shadow; 'sekisho bundles shadow FILE' installs one");
        }
        return lineage.shadow;
    }

    /** What the shadow would change. */
    Comparison compare(String name) throws RefusedException {
        return admissions.compare(shadowOf(lineages.known(name)));
    }

    /** Brings back what was there before the active version, because somebody wants it. */
    String rollback(String name, String reason) throws RefusedException {
        return rollback(name, reason, System.nanoTime());
    }

    /**
     * Brings back what was there before the active version, because that one failed.
     *
     * @param since {@link System#nanoTime} when it did
     */
    String rollback(String name, String reason, long since) throws RefusedException {
        Lineage lineage = lineages.known(name);
        Edition bad = lineage.active;
        if (bad == null) {
            throw new RefusedException(
                    name + " runs as it was shipped; there is no version before it");
        }
        Edition previous = lineage.previous();
        String told = bad.version() + " was taken back: " + reason;
        takeBack(
                lineage,
                previous,
                () -> {
                    if (previous == null) {
                        lineage.mishap(told);
                    } else {
                        lineage.mishap(told, since);
                    }
                });
        memory.refuse(bad.stored().sha256(), bad + " was taken back: " + reason);
        save();
        if (!bad.file().isEmpty()) {
            mishap.takenBack(bad.file(), told);
        }
        return bad
                + " was taken back; "
                + (previous == null
                        ? "nothing takes its place"
                        : previous
                                + " is active again, "
                                + lineage.backAfterMillis()
                                + " ms after that began");
    }

    /**
     * The active version goes; another one, or nothing, takes its place.
     *
     * @param back done as soon as it has, for the one that goes may take its time
     */
    private void takeBack(Lineage lineage, Edition previous, Runnable back) {
        Edition bad = lineage.active;
        lineage.active = null;
        lineage.endProbation();
        Edition former = lineage.former;
        lineage.former = null;
        boolean beside = bad.kind() != Kind.OTHER;
        if (!beside) {
            stage.makeWay(bad);
        }
        if (previous != null) {
            comeBack(lineage, previous);
        }
        back.run();
        change.run();
        stage.discard(bad, beside ? previous : null);
        if (former != null && former != previous) {
            stage.discard(former, previous);
        }
    }

    private void comeBack(Lineage lineage, Edition previous) {
        lineage.active = previous.shipped() ? null : previous;
        try {
            stage.bring(previous, Role.ACTIVE, false, false, previous);
        } catch (RefusedException fault) {
            memory.complain(
                    previous
                            + " should be active again and is not: "
                            + fault.getMessage()
                            + "; install another version, or restart the daemon");
        }
    }

    /** Takes out what was let in; the shipped version returns. */
    String remove(String name, boolean shadowOnly) throws RefusedException {
        Lineage lineage = lineages.known(name);
        Edition shadow = lineage.shadow;
        if (shadow != null) {
            stage.discard(shadow, null);
            lineage.shadow = null;
            if (shadowOnly || lineage.active == null) {
                save();
                return "the shadow " + shadow + " is gone";
            }
        } else if (shadowOnly) {
            shadowOf(lineage);
        }
        Edition active = lineage.active;
        if (active == null) {
            throw new RefusedException(
                    name + " came with the platform; it goes with its file in bundles/");
        }
        if (!active.file().isEmpty()) {
            throw new RefusedException(
                    active + " came with deploy/" + active.file() + "; take that away");
        }
        return removeActive(lineage);
    }

    private String removeActive(Lineage lineage) {
        Edition active = lineage.active;
        takeBack(lineage, lineage.shipped, lineage::isWell);
        save();
        return active
                + " is gone"
                + (lineage.shipped == null
                        ? ""
                        : "; " + lineage.shipped + ", which was shipped, is active again");
    }

    /** A jar was taken out of {@code deploy}. */
    List<String> gone(String file) {
        List<String> sentences = new ArrayList<>();
        for (Lineage lineage : lineages.all()) {
            if (lineage.former != null && lineage.former.file().equals(file)) {
                stage.discard(lineage.former, lineage.active);
                lineage.former = null;
            }
            if (lineage.active != null && lineage.active.file().equals(file)) {
                sentences.add(removeActive(lineage));
            }
        }
        return sentences;
    }

    /** A jar in {@code deploy} has another name now. */
    void renamed(String from, String to) {
        for (Lineage lineage : lineages.all()) {
            if (lineage.active != null && lineage.active.file().equals(from)) {
                lineage.active.cameWith(to);
            }
            if (lineage.former != null && lineage.former.file().equals(from)) {
                lineage.former.cameWith(to);
            }
        }
        save();
    }

    /** Writes down how things stand, if that was not possible when they changed. */
    void catchUp() {
        if (memory.isBehind()) {
            save();
        }
    }

    /** Whether a version of this name is being brought in. */
    boolean isBusy(String name) {
        return busy.contains(name);
    }

    /** Tells at once how things stand now. */
    void tellOfChange() {
        change.run();
    }

    /** Writes down how things stand. */
    void save() {
        memory.save(lineages.all());
    }
}

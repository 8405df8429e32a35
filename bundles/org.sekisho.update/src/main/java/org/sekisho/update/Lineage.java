// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sekisho.update.store.StoredEdition;
import org.sekisho.update.store.StoredState.StoredLineage;

/** The versions of one bundle. Belongs to the thread that exchanges bundles. */
final class Lineage {
    private final String name;

    /** What came with the distribution, whether it runs or not; null if nothing did. */
    Edition shipped;

    /** What was let in and decides; null if the shipped one does. */
    Edition active;

    /** Stopped, but ready to return until the probation of the active one ends; or null. */
    Edition former;

    /** Is only compared; or null. */
    Edition shadow;

    private String mishap = "";
    private long backAfterMillis = -1;
    private long probationEndsNanos;
    private boolean probation;

    Lineage(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** What decides now; null if nothing does. */
    Edition current() {
        return active != null ? active : shipped;
    }

    /** To what a rollback returns; null if to nothing. */
    Edition previous() {
        return former != null ? former : shipped;
    }

    /** What runs and can be taken back: the shadow, and what decides while it is on probation. */
    List<Edition> onTrial() {
        return Stream.of(shadow, probation ? active : null).filter(Objects::nonNull).toList();
    }

    /** What came to pass of the last version that did not stay; empty if none. */
    String mishap() {
        return mishap;
    }

    /**
     * From its fault until the version before it was back, in milliseconds; -1 if it never went.
     */
    long backAfterMillis() {
        return backAfterMillis;
    }

    /** All is well. */
    void isWell() {
        mishap("");
    }

    /** A version did not stay, and the one before it never went. */
    void mishap(String sentence) {
        mishap = sentence;
        backAfterMillis = -1;
    }

    /**
     * A version did not stay, and the one before it came back in its place just now.
     *
     * @param since {@link System#nanoTime} when the fault began
     */
    void mishap(String sentence, long since) {
        mishap = sentence;
        backAfterMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }

    boolean onProbation() {
        return probation;
    }

    void beginProbation(long millis) {
        probation = true;
        probationEndsNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void endProbation() {
        probation = false;
    }

    boolean probationIsOver() {
        return probation && System.nanoTime() - probationEndsNanos >= 0;
    }

    /** Milliseconds since 1970-01-01 UTC; 0 if there is none. */
    long probationEnds() {
        if (!probation) {
            return 0;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(probationEndsNanos - System.nanoTime());
        return System.currentTimeMillis() + left;
    }

    StoredLineage stored() {
        return new StoredLineage(stored(active), stored(former), stored(shadow), probationEnds());
    }

    private static StoredEdition stored(Edition edition) {
        return edition == null ? null : edition.stored();
    }
}

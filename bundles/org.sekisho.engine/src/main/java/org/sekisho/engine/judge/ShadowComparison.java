// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.detect.Evidence;
import org.sekisho.engine.inspect.Standing;
import org.sekisho.exchange.Comparison;

/**
 * Where a shadow differs from the active detector of the same name. Two pieces of evidence are the
 * same if technique, case and frame are. Holds values of the API only, and a bounded number of
 * them; thread-safe.
 */
final class ShadowComparison {
    private static final int MOST_DIFFERENCES = 4096;
    private static final int MOST_KNOWN = 16_384;
    private static final int MOST_CASES = 4096;

    private final String name;
    private final Standing shadow;
    private final Newest<Key, Evidence> added = new Newest<>(MOST_DIFFERENCES);
    private final Newest<Key, Evidence> dropped = new Newest<>(MOST_DIFFERENCES);

    /** What was agreed on, so that the same again, as after a warm-up, is no difference. */
    private final Newest<Key, Boolean> both = new Newest<>(MOST_KNOWN);

    private final Newest<String, Boolean> shadowCases = new Newest<>(MOST_CASES);
    private final Newest<String, Boolean> activeCases = new Newest<>(MOST_CASES);
    private String active = "";
    private boolean fromJournal;
    private long agreed;

    private record Key(String technique, String aboutWhom, long frame) {
        static Key of(Evidence evidence) {
            return new Key(evidence.technique().id(), CaseName.of(evidence), evidence.frame());
        }
    }

    ShadowComparison(String name, Standing shadow) {
        this.name = name;
        this.shadow = shadow;
    }

    /** Whether it is about detectors of this name. */
    boolean isOf(String detector) {
        return name.equals(detector);
    }

    /** Id of the shadow's bundle. */
    long bundle() {
        return shadow.provider().bundle();
    }

    /** The version of the active detector is known, or there is none: then it is empty. */
    synchronized void active(String version) {
        active = version;
    }

    /** The shadow has been shown everything up to now. */
    synchronized void caughtUp() {
        fromJournal = true;
    }

    synchronized void shadowGave(Evidence evidence) {
        Key key = Key.of(evidence);
        shadowCases.put(key.aboutWhom(), true);
        weigh(key, evidence, dropped, added);
    }

    synchronized void activeGave(Evidence evidence) {
        Key key = Key.of(evidence);
        activeCases.put(key.aboutWhom(), true);
        weigh(key, evidence, added, dropped);
    }

    private void weigh(
            Key key, Evidence evidence, Newest<Key, Evidence> theirs, Newest<Key, Evidence> ours) {
        if (both.containsKey(key)) {
            return;
        }
        if (theirs.remove(key) != null) {
            agreed++;
            both.put(key, true);
        } else {
            ours.putIfAbsent(key, evidence);
        }
    }

    /** What the shadow alone has found, the oldest first. */
    synchronized List<Evidence> added() {
        return List.copyOf(added.values());
    }

    synchronized Comparison now() {
        List<String> addedCases = new ArrayList<>(shadowCases.keySet());
        addedCases.removeAll(activeCases.keySet());
        List<String> droppedCases = new ArrayList<>(activeCases.keySet());
        droppedCases.removeAll(shadowCases.keySet());
        return new Comparison(
                shadow.provider().version(),
                active,
                fromJournal,
                shadow.events(),
                agreed,
                added(),
                List.copyOf(dropped.values()),
                addedCases,
                droppedCases,
                added.gone() + dropped.gone());
    }
}

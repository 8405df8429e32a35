// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.sekisho.update.store.CopyStore;
import org.sekisho.update.store.StateFile;
import org.sekisho.update.store.StoredEdition;
import org.sekisho.update.store.StoredState;
import org.sekisho.update.store.StoredState.StoredLineage;
import org.sekisho.update.trust.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What outlives a restart: which versions were let in, their jars, and what must not come in again.
 * A disk that can't be written costs that and nothing else. Belongs to the thread that exchanges
 * bundles.
 */
final class Memory {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.update");

    /** Contents taken back that are remembered; the oldest is forgotten first. */
    private static final int MOST_REFUSED = 256;

    private static final int MOST_COMPLAINTS = 32;

    private final StateFile file;
    private final CopyStore copies;
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final Set<String> complaints = new LinkedHashSet<>();
    private String unwritable = "";

    /** In this folder, {@code data/bundles}. */
    Memory(Path folder) {
        file = new StateFile(folder.resolve("state"));
        copies = new CopyStore(folder);
    }

    /** What was there before a restart. */
    StoredState read() {
        try {
            StoredState state = file.read();
            refused.putAll(state.refused());
            return state;
        } catch (IOException unreadable) {
            complain(unreadable.getMessage());
            return StoredState.empty();
        }
    }

    Path copyOf(StoredEdition edition) {
        return copies.of(edition);
    }

    void keep(StoredEdition edition, Verdict verdict) {
        try (InputStream content = verdict.content()) {
            copies.keep(edition, content.readAllBytes());
            unwritable = "";
        } catch (IOException e) {
            unwritable(e);
        }
    }

    /** Writes down how things stand and deletes copies that nobody needs any more. */
    void save(Collection<Lineage> lineages) {
        List<StoredLineage> stored =
                lineages.stream()
                        .map(Lineage::stored)
                        .filter(
                                each ->
                                        each.active() != null
                                                || each.former() != null
                                                || each.shadow() != null)
                        .toList();
        try {
            file.write(new StoredState(stored, refused));
            copies.keepOnly(
                    stored.stream()
                            .flatMap(each -> Stream.of(each.active(), each.former(), each.shadow()))
                            .filter(Objects::nonNull)
                            .toList());
            unwritable = "";
        } catch (IOException e) {
            unwritable(e);
        }
    }

    private void unwritable(IOException e) {
        LOG.warn("What is installed can't be written down", e);
        unwritable =
                "what operations installed is lost at the next start, for it can't be written"
                        + " down: "
                        + e
                        + "; make data/bundles writable";
    }

    /** The reason why this content was taken back; empty if it was not. */
    String refusalOf(String sha256) {
        return refused.getOrDefault(sha256, "");
    }

    void refuse(String sha256, String reason) {
        refused.remove(sha256);
        refused.put(sha256, reason);
        while (refused.size() > MOST_REFUSED) {
            refused.remove(refused.keySet().iterator().next());
        }
    }

    void forgive(String sha256) {
        refused.remove(sha256);
    }

    /** Something that a person has to see to. */
    void complain(String sentence) {
        LOG.error(sentence);
        complaints.add(sentence);
        if (complaints.size() > MOST_COMPLAINTS) {
            complaints.remove(complaints.iterator().next());
        }
    }

    List<String> complaints() {
        List<String> all = new ArrayList<>(complaints);
        if (!unwritable.isEmpty()) {
            all.add(unwritable);
        }
        return all;
    }
}

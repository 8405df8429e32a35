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
import java.util.concurrent.TimeUnit;
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

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final StateFile file;
    private final CopyStore copies;
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final Set<String> complaints = new LinkedHashSet<>();
    private String unwritable = "";
    private long retryAt;

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

    /**
     * Keeps a copy of a jar, so that it comes back after a restart.
     *
     * @throws NoRoomException if it can't be kept; then it must not come in either, for it would be
     *     gone after a restart and nobody would know
     */
    void keep(StoredEdition edition, Verdict verdict) throws NoRoomException {
        try (InputStream content = verdict.content()) {
            copies.keep(edition, content.readAllBytes());
        } catch (IOException e) {
            throw new NoRoomException(
                    "no copy of it can be kept for the next start: "
                            + e
                            + "; see that data/bundles may be written and that its file system has"
                            + " room");
        }
    }

    /** Whether it seems that a copy of so many bytes could be kept now. */
    boolean hasRoomFor(long bytes) {
        return copies.hasRoomFor(bytes);
    }

    /** Whether what is installed could not be written down, and it is time to try again. */
    boolean isBehind() {
        return !unwritable.isEmpty() && System.nanoTime() - retryAt >= 0;
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
            if (!unwritable.isEmpty()) {
                LOG.info("What is installed is written down again");
                unwritable = "";
            }
        } catch (IOException e) {
            unwritable(e);
        }
    }

    private void unwritable(IOException e) {
        if (unwritable.isEmpty()) {
            LOG.warn("What is installed can't be written down", e);
        }
        retryAt = System.nanoTime() + RETRY_NANOS;
        unwritable =
                "the next start finds the bundles as they were before, for what is installed can't"
                        + " be written down: "
                        + e
                        + "; see that data/bundles may be written and that its file system has"
                        + " room";
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

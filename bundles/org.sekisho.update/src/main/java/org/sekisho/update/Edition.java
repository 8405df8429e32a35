// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.sekisho.update.life.Kind;
import org.sekisho.update.life.OwnThreads;
import org.sekisho.update.store.StoredEdition;
import org.sekisho.update.trust.Permission;

/**
 * One version of a bundle, installed in the framework. Belongs to the thread that exchanges
 * bundles.
 */
final class Edition {
    private StoredEdition stored;
    private final Bundle bundle;
    private final Kind kind;
    private final Set<Permission> permissions;
    private long firstThread;
    private OwnThreads threads;

    /**
     * A version.
     *
     * @param stored what is written down of it; null if it was shipped
     */
    Edition(StoredEdition stored, Bundle bundle, Set<Permission> permissions) {
        this.stored = stored;
        this.bundle = bundle;
        this.kind = Kind.of(bundle);
        this.permissions = Set.copyOf(permissions);
    }

    boolean shipped() {
        return stored == null;
    }

    StoredEdition stored() {
        return stored;
    }

    Bundle bundle() {
        return bundle;
    }

    Kind kind() {
        return kind;
    }

    Set<Permission> permissions() {
        return permissions;
    }

    /** It is about to be started; its threads will have numbers above this one. */
    void starting(long threadNumber) {
        firstThread = threadNumber;
        threads = new OwnThreads(threadNumber);
    }

    /** How many threads it runs, if they are too many; else 0. */
    int tooManyThreads() {
        return threads == null ? 0 : threads.many(bundle);
    }

    /** Number below those of all its threads; 0 if it was not started here. */
    long firstThread() {
        return firstThread;
    }

    String name() {
        return bundle.getSymbolicName();
    }

    Version version() {
        return bundle.getVersion();
    }

    /** Name of the jar in {@code deploy} that brought it; empty if none did. */
    String file() {
        return shipped() ? "" : stored.file();
    }

    /** The jar in {@code deploy} that brought it has this name now. */
    void cameWith(String file) {
        stored =
                new StoredEdition(
                        stored.name(), stored.version(), stored.sha256(), file, stored.signer());
    }

    @Override
    public String toString() {
        return name() + " " + version();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of the options of one component as they were last understood, so that a mistake in its
 * file leaves what was in force before, also over a restart. Only the daemon keeps copies.
 */
public final class LastUnderstood {
    private static final Logger LOG = LoggerFactory.getLogger(LastUnderstood.class);

    private final Path file;

    /**
     * A copy in this file.
     *
     * @param file null to keep none
     */
    public LastUnderstood(Path file) {
        this.file = file;
    }

    /** The copy for a configuration, in the daemon's home. */
    public static LastUnderstood of(BundleContext context, String pid) {
        Path folder = folder(context);
        return new LastUnderstood(
                folder == null ? null : folder.resolve("understood").resolve(pid + ".cfg"));
    }

    /** The folder in which policy remembers things; null if this is no daemon. */
    public static Path folder(BundleContext context) {
        String home = context.getProperty("sekisho.home");
        boolean daemon = "run".equals(context.getProperty("sekisho.command"));
        return daemon && home != null ? Path.of(home, "data", "policy") : null;
    }

    /** The copy. */
    public Optional<SortedMap<String, String>> read() {
        try {
            return file == null ? Optional.empty() : OptionFile.read(file);
        } catch (IOException fault) {
            LOG.warn("{} can't be read: {}", file, fault.toString());
            return Optional.empty();
        }
    }

    /** Keeps a copy. */
    public void keep(SortedMap<String, String> values) {
        if (file == null) {
            return;
        }
        try {
            if (!OptionFile.read(file).equals(Optional.of(values))) {
                OptionFile.write(file, OptionFile.text(values), "rw-------");
            }
        } catch (IOException fault) {
            LOG.warn("{} could not be kept for a restart: {}", file, fault.toString());
        }
    }

    /** Forgets the copy. */
    public void forget() {
        try {
            if (file != null) {
                OptionFile.delete(file);
            }
        } catch (IOException fault) {
            LOG.warn("{} can't be deleted: {}", file, fault.toString());
        }
    }
}

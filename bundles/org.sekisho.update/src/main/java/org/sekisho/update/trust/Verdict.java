// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Version;

/** Whether a jar may enter the platform, why not, and the very bytes that were judged. */
public final class Verdict {
    /** A right beside the permissions: the bundle counts as one of the platform's own. */
    static final String PLATFORM = "platform";

    private final List<Check> checks;
    private final String symbolicName;
    private final Version version;
    private final Signer signer;
    private final Set<Permission> declared;
    private final byte[] content;
    private final String sha256;

    Verdict(
            List<Check> checks,
            String symbolicName,
            Version version,
            Signer signer,
            Set<Permission> declared,
            byte[] content,
            String sha256) {
        this.checks = List.copyOf(checks);
        this.symbolicName = symbolicName;
        this.version = version;
        this.signer = signer;
        this.declared = Set.copyOf(declared);
        this.content = content;
        this.sha256 = sha256;
    }

    /** Whether it may be installed. */
    public boolean accepted() {
        return refusals().isEmpty();
    }

    /** Why it may not, one sentence each with the remedy; empty if it may. */
    public List<String> refusals() {
        return checks.stream()
                .filter(check -> check.outcome() == Check.Outcome.REFUSED)
                .map(Check::sentence)
                .toList();
    }

    /** Everything that was looked at, in order; checks after a jar that can't be read are left. */
    public List<Check> checks() {
        return checks;
    }

    /** The bundle's symbolic name; empty if it could not be read. */
    public String symbolicName() {
        return symbolicName;
    }

    /** The bundle's version; 0.0.0 if it could not be read. */
    public Version version() {
        return version;
    }

    /** Who signed it; empty if nobody trusted did. */
    public Optional<Signer> signer() {
        return Optional.ofNullable(signer);
    }

    /** What its manifest asks for; of an accepted jar, what it gets. */
    public Set<Permission> permissions() {
        return declared;
    }

    /** SHA-256 of the jar, 64 hexadecimal digits; empty if it could not be read. */
    public String sha256() {
        return sha256;
    }

    /**
     * Where the framework is told it came from. Tells versions and builds apart, and lets {@link
     * FrameworkInventory} know the content of what is installed.
     */
    public String location() {
        return FrameworkInventory.location(symbolicName, version, sha256);
    }

    /**
     * The jar as it was judged; install this and nothing else.
     *
     * @throws IllegalStateException if it was not accepted
     */
    public InputStream content() {
        if (!accepted()) {
            throw new IllegalStateException("refused: " + refusals());
        }
        return new ByteArrayInputStream(content);
    }

    /** What the launcher is told that the bundle may do. */
    Set<String> rights() {
        Set<String> rights = new TreeSet<>();
        declared.forEach(permission -> rights.add(permission.word()));
        if (ReservedNames.ours(symbolicName)) {
            rights.add(PLATFORM);
        }
        return rights;
    }
}

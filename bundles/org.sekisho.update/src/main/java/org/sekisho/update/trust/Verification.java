// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Version;

/** The checks of one jar, one after the other; what a check finds, the next ones build on. */
final class Verification {
    private final Path trustFolder;
    private final boolean signaturesRequired;
    private final Instant now;
    private final Inventory inventory;
    private final List<Check> checks = new ArrayList<>();

    private String symbolicName = "";
    private Version version = Version.emptyVersion;
    private TrustFolder.Trusted key;
    private Signer signer;
    private Set<Permission> declared = Set.of();
    private String sha256 = "";

    /** A step that finds a sentence about what is right, or a refusal. */
    private interface Step {
        String take() throws RefusedJarException;
    }

    Verification(Path trustFolder, boolean signaturesRequired, Instant now, Inventory inventory) {
        this.trustFolder = trustFolder;
        this.signaturesRequired = signaturesRequired;
        this.now = now;
        this.inventory = inventory;
    }

    Verdict verify(Path jar, Optional<String> untrustedPlace) {
        byte[] content = new byte[0];
        try {
            untrustedPlace.ifPresent(
                    trouble -> checks.add(new Check("place", Check.Outcome.REFUSED, trouble)));
            content = JarFileBytes.read(jar);
            judge(content);
        } catch (RefusedJarException e) {
            checks.add(new Check("jar", Check.Outcome.REFUSED, e.getMessage()));
        }
        return new Verdict(checks, symbolicName, version, signer, declared, content, sha256);
    }

    private void judge(byte[] content) throws RefusedJarException {
        Map<String, byte[]> entries = StrictZip.read(content);
        sha256 = Sha256.of(content);
        BundleManifest manifest = BundleManifest.read(entries);
        String name = manifest.symbolicName();
        version = manifest.version();
        symbolicName = name;
        passed("jar", entries.size() + " entries, each there once, nothing between them");
        List<Resident> residents = inventory.residents(symbolicName);
        step("signature", () -> signature(content, entries, manifest));
        boolean trusted = signer != null;
        step("name", () -> name(residents));
        step("version", () -> version(residents));
        step("permissions", () -> permissions(manifest, trusted));
        step("headers", () -> headers(manifest, entries));
        step("classes", () -> classes(entries));
    }

    private void step(String name, Step step) {
        try {
            passed(name, step.take());
        } catch (RefusedJarException e) {
            boolean off = !signaturesRequired && (name.equals("signature") || name.equals("name"));
            Check.Outcome outcome = off ? Check.Outcome.SWITCHED_OFF : Check.Outcome.REFUSED;
            checks.add(new Check(name, outcome, e.getMessage()));
        }
    }

    private void passed(String name, String sentence) {
        checks.add(new Check(name, Check.Outcome.PASSED, sentence));
    }

    private String signature(byte[] content, Map<String, byte[]> entries, BundleManifest manifest)
            throws RefusedJarException {
        Set<List<X509Certificate>> paths =
                new SignatureCheck(content, entries, manifest.manifest()).signers();
        SignerTrust trust = new SignerTrust(TrustFolder.read(trustFolder), now);
        RefusedJarException refusal = null;
        for (List<X509Certificate> path : paths) {
            try {
                TrustFolder.Trusted found = trust.find(path);
                // Of several good signers the one that may sign for this name counts.
                if (key == null || !key.maySignFor(symbolicName, true)) {
                    key = found;
                    signer =
                            new Signer(
                                    SignerTrust.subject(path.get(0)),
                                    found.file(),
                                    found.mayGive());
                }
            } catch (RefusedJarException e) {
                refusal = e;
            }
        }
        if (signer == null) {
            throw refusal;
        }
        return "every entry is signed by " + signer.subject() + ", " + signer.trustFile();
    }

    private String name(List<Resident> residents) throws RefusedJarException {
        if (key == null) {
            throw new RefusedJarException(
                    "nobody trusted signed it, so nobody may use the name " + symbolicName);
        }
        if (!key.maySignFor(symbolicName, reserved(residents))) {
            throw new RefusedJarException(
                    "the key of "
                            + key.file()
                            + " may not sign for the name "
                            + symbolicName
                            + "; if it should, add it to names in conf/trust/"
                            + key.configuration());
        }
        return symbolicName + " is a name this key may sign for";
    }

    private boolean reserved(List<Resident> residents) {
        return ReservedNames.ours(symbolicName) || residents.stream().anyMatch(Resident::shipped);
    }

    private String version(List<Resident> residents) throws RefusedJarException {
        for (Resident resident : residents) {
            int order = version.compareTo(resident.version());
            if (order < 0) {
                throw new RefusedJarException(
                        "it is version "
                                + version
                                + ", older than the installed "
                                + resident.version()
                                + "; to go back, use bundles rollback or remove");
            }
            boolean other = !resident.sha256().isEmpty() && !resident.sha256().equals(sha256);
            if (order == 0 && other && signaturesRequired) {
                throw new RefusedJarException(
                        "version "
                                + version
                                + " is installed already with other content; a changed bundle"
                                + " needs a higher version");
            }
        }
        return residents.isEmpty()
                ? version + ", nothing of this name is installed"
                : version + ", not older than what is installed";
    }

    private String permissions(BundleManifest manifest, boolean trusted)
            throws RefusedJarException {
        declared = manifest.permissions();
        if (trusted) {
            Set<Permission> excess = EnumSet.noneOf(Permission.class);
            excess.addAll(declared);
            excess.removeAll(key.mayGive());
            if (!excess.isEmpty()) {
                throw new RefusedJarException(
                        "it asks for "
                                + Permission.words(excess)
                                + ", which the key of "
                                + key.file()
                                + " may not give; if it should, add it to permissions in conf/trust/"
                                + key.configuration());
            }
        }
        return declared.isEmpty() ? "it asks for none" : "it asks for " + meanings();
    }

    private String meanings() {
        return Permission.words(declared)
                + " ("
                + String.join("; ", declared.stream().sorted().map(Permission::meaning).toList())
                + ")";
    }

    private String headers(BundleManifest manifest, Map<String, byte[]> entries)
            throws RefusedJarException {
        boolean free = key == null && !signaturesRequired;
        new HeaderCheck(
                        manifest,
                        entries,
                        ReservedNames.ours(symbolicName),
                        other -> free || key != null && maySignFor(other))
                .check(declared);
        return "nothing in the manifest reaches beyond the bundle";
    }

    private boolean maySignFor(String other) {
        boolean shipped = inventory.residents(other).stream().anyMatch(Resident::shipped);
        return key.maySignFor(other, shipped || ReservedNames.ours(other));
    }

    private String classes(Map<String, byte[]> entries) throws RefusedJarException {
        Map<Permission, String> needed = ClassReferences.needed(entries);
        for (Map.Entry<Permission, String> need : needed.entrySet()) {
            if (!declared.contains(need.getKey())) {
                throw new RefusedJarException(
                        need.getValue()
                                + ", but "
                                + Permission.HEADER
                                + " does not declare "
                                + need.getKey().word());
            }
        }
        return "they refer to nothing that was not declared";
    }
}

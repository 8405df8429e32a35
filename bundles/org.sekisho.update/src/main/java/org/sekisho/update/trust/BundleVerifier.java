// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.operate.StatusSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges whether a jar may enter the platform. The jar is read once; what was judged is in the
 * verdict. May be called from any thread; takes as long as reading and hashing the jar does.
 */
@Component(
        service = {BundleVerifier.class, StatusSource.class},
        configurationPid = "org.sekisho.update")
@Designate(ocd = TrustConfiguration.class)
public final class BundleVerifier implements StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(BundleVerifier.class);
    private static final String SWITCH = "signatures.required=false in conf/org.sekisho.update.cfg";

    private final Inventory installed;
    private final Path home;
    private final boolean signaturesRequired;
    private final Clock clock;

    /** A verifier for the daemon's home, {@code sekisho.home} of the framework. */
    @Activate
    public BundleVerifier(
            BundleContext context,
            TrustConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(
                Path.of(context.getProperty("sekisho.home")),
                new FrameworkInventory(context),
                configuration.signatures_required(),
                Clock.systemUTC());
        if (!signaturesRequired) {
            LOG.warn(
                    "bundles enter without a signature: {}. Whoever can write into deploy/ runs"
                            + " code here. Take the line out where traffic matters",
                    SWITCH);
        }
    }

    BundleVerifier(Path home, Inventory installed, boolean signaturesRequired, Clock clock) {
        this.home = home;
        this.installed = installed;
        this.signaturesRequired = signaturesRequired;
        this.clock = clock;
    }

    /** Judges a jar against what is installed in the framework. */
    public Verdict verify(Path jar) {
        return verify(jar, installed);
    }

    /** Judges a jar against what the caller says is there. */
    public Verdict verify(Path jar, Inventory inventory) {
        Verdict verdict =
                new Verification(folder(), signaturesRequired, clock.instant(), inventory)
                        .verify(jar, place(jar));
        if (verdict.accepted() && verdict.signer().isEmpty()) {
            LOG.warn("{} is accepted without a trusted signature, because of {}", jar, SWITCH);
        }
        return verdict;
    }

    /** Nobody but its owner may have put files into deploy, or a refused one could be swapped. */
    private Optional<String> place(Path jar) {
        Path deploy = home.resolve("deploy").toAbsolutePath().normalize();
        Path parent = jar.toAbsolutePath().normalize().getParent();
        return deploy.equals(parent) ? FolderGuard.trouble(deploy) : Optional.empty();
    }

    private Path folder() {
        return home.resolve("conf/trust");
    }

    @Override
    public String section() {
        return "trust";
    }

    @Override
    public Map<String, Object> status() {
        TrustFolder trust = TrustFolder.read(folder());
        return Map.of(
                "signatures required",
                signaturesRequired,
                "certificates",
                trust.trusted().stream()
                        .map(each -> each.file() + ": " + SignerTrust.subject(each.certificate()))
                        .toList());
    }

    @Override
    public List<String> troubles() {
        return signaturesRequired ? TrustFolder.read(folder()).troubles() : warnings();
    }

    /** What nobody who looks at the bundles may overlook. */
    public List<String> warnings() {
        return signaturesRequired
                ? List.of()
                : List.of(
                        "bundles enter without a signature, because of "
                                + SWITCH
                                + "; take the line out");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.util.Set;
import java.util.function.BiConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The launcher's gate: a bundle that was not shipped resolves only after it was admitted here. What
 * is admitted is the content that is installed at that moment; after an update of the bundle the
 * gate is closed again.
 */
@Component(service = AdmissionGate.class)
public final class AdmissionGate {
    private final BiConsumer<Long, Set<String>> launcher;

    /** The launcher speaks JDK types alone, for it shares no class with bundles. */
    @Activate
    public AdmissionGate(
            @Reference(target = "(sekisho.admission=*)") BiConsumer<Long, Set<String>> launcher) {
        this.launcher = launcher;
    }

    /**
     * Lets a bundle resolve, with the permissions it declares.
     *
     * @param bundle id of the bundle, just installed from {@link Verdict#content}
     * @throws IllegalStateException if the verdict is a refusal
     */
    public void admit(long bundle, Verdict verdict) {
        if (!verdict.accepted()) {
            throw new IllegalStateException("refused: " + verdict.refusals());
        }
        launcher.accept(bundle, verdict.rights());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.enforcement.Enforcement;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;

/** {@code firewall on}: blocks are put in force again. */
@Component
public final class FirewallOnOperation implements Operation {
    private final Enforcement enforcement;

    /** Made by Declarative Services. */
    @Activate
    public FirewallOnOperation(@Reference Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    @Override
    public String words() {
        return "firewall on";
    }

    @Override
    public String summary() {
        return "Let blocks be put into the firewall again";
    }

    @Override
    public String arguments() {
        return "[--reason TEXT]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        Arguments arguments = Arguments.of(this, request, Set.of("--reason"), Set.of());
        arguments.none();
        String reason = arguments.value("--reason", "no reason was given");
        ByHand hand = new ByHand(enforcement.stage(), request.caller());
        return enforcement.call(() -> hand.on(reason));
    }
}

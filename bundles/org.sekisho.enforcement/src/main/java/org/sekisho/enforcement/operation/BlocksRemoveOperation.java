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

/** {@code blocks remove}: a person lifts blocks. */
@Component
public final class BlocksRemoveOperation implements Operation {
    private final Enforcement enforcement;

    /** Made by Declarative Services. */
    @Activate
    public BlocksRemoveOperation(@Reference Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    @Override
    public String words() {
        return "blocks remove";
    }

    @Override
    public String summary() {
        return "Lift blocks; policy leaves the tunnel alone for the rest of their time";
    }

    @Override
    public String arguments() {
        return "ID...|all|pair A B|server X|client X|mac M [--reason TEXT]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        Arguments arguments = Arguments.of(this, request, Set.of("--reason"), Set.of());
        if (arguments.plain().isEmpty()) {
            throw arguments.wrong("which block");
        }
        String reason = arguments.value("--reason", "no reason was given");
        ByHand hand = new ByHand(enforcement.stage(), request.caller());
        return enforcement.call(() -> hand.remove(arguments, reason));
    }
}

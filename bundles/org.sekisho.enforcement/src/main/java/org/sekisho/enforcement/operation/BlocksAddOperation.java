// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.time.Duration;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.enforcement.Enforcement;
import org.sekisho.enforcement.time.Durations;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;

/** {@code blocks add}: a person blocks somebody. */
@Component
public final class BlocksAddOperation implements Operation {
    private static final Set<String> VALUED = Set.of("--for", "--reason", "--action");
    private static final String INSISTS = "--i-know-what-i-do";

    private final Enforcement enforcement;

    /** Made by Declarative Services. */
    @Activate
    public BlocksAddOperation(@Reference Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    @Override
    public String words() {
        return "blocks add";
    }

    @Override
    public String summary() {
        return "Block by hand; obeys the protect list unless --i-know-what-i-do";
    }

    @Override
    public String arguments() {
        return "pair A B|server X|client X|mac M [--for 1h] [--reason TEXT] [--action drop|reset|limit] [--i-know-what-i-do]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        Arguments arguments = Arguments.of(this, request, VALUED, Set.of(INSISTS));
        Block block;
        try {
            block = BlockWords.parse(arguments.plain(), action(arguments));
        } catch (IllegalArgumentException wrong) {
            throw arguments.wrong(wrong.getMessage());
        }
        Duration duration = Durations.parse(arguments.value("--for", "1h"));
        if (duration == null || duration.compareTo(ByHand.LONGEST) > 0) {
            throw arguments.wrong(
                    "--for="
                            + arguments.value("--for", "")
                            + " must be a number and s, m, h or d, at most 24d");
        }
        String reason = arguments.value("--reason", "no reason was given");
        ByHand hand = new ByHand(enforcement.stage(), request.caller());
        return enforcement.call(() -> hand.add(block, duration, reason, arguments.has(INSISTS)));
    }

    private static Action action(Arguments arguments) {
        String word = arguments.value("--action", "drop");
        return switch (word) {
            case "drop" -> Action.DROP;
            case "reset" -> Action.RESET;
            case "limit" -> Action.LIMIT;
            default ->
                    throw new IllegalArgumentException(
                            "--action=" + word + " must be drop, reset or limit");
        };
    }
}

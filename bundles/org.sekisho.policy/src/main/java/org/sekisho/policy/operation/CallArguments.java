// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.operation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;

/**
 * Arguments of a call.
 *
 * @param words what is no option
 * @param options by name with their value; empty for those that take none
 */
public record CallArguments(List<String> words, Map<String, String> options) {
    /**
     * Tells words from options.
     *
     * @param valued options with a value, written as {@code --name value} or {@code --name=value}
     * @param flags options without
     * @throws OperationException for an option that is unknown or lacks its value
     */
    public static CallArguments of(
            Operation operation, OperationRequest request, Set<String> valued, Set<String> flags)
            throws OperationException {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        List<String> arguments = request.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!argument.startsWith("--")) {
                words.add(argument);
            } else if (flags.contains(argument)) {
                options.put(argument, "");
            } else if (!valued.contains(name)) {
                throw usage(operation, "option " + argument + " is unknown");
            } else if (equals >= 0) {
                options.put(name, argument.substring(equals + 1));
            } else if (i + 1 < arguments.size()) {
                options.put(name, arguments.get(++i));
            } else {
                throw usage(operation, "option " + name + " needs a value");
            }
        }
        return new CallArguments(words, options);
    }

    /** It was called wrongly. */
    public static OperationException usage(Operation operation, String what) {
        return new OperationException(
                2,
                what
                        + "; usage: sekisho "
                        + (operation.words() + " " + operation.arguments()).strip());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;

/** Words behind an operation: plain ones in their order, options with a value, and flags. */
final class Arguments {
    private static final int WRONG = 2;

    private final Operation operation;
    private final List<String> plain = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    private Arguments(Operation operation) {
        this.operation = operation;
    }

    /**
     * Takes the words apart.
     *
     * @param valued options with a value, as in {@code --for}
     * @param flagged options without
     */
    static Arguments of(
            Operation operation, OperationRequest request, Set<String> valued, Set<String> flagged)
            throws OperationException {
        Arguments arguments = new Arguments(operation);
        List<String> words = request.arguments();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            int equals = word.indexOf('=');
            String option = word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
            if (valued.contains(option)) {
                if (equals < 0 && ++at == words.size()) {
                    throw arguments.wrong(option + " needs a value");
                }
                String value = option.equals(word) ? words.get(at) : word.substring(equals + 1);
                arguments.values.put(option, value);
            } else if (flagged.contains(word)) {
                arguments.flags.add(word);
            } else if (word.startsWith("--")) {
                throw arguments.wrong("there is no option " + word);
            } else {
                arguments.plain.add(word);
            }
        }
        return arguments;
    }

    /** It was called wrongly; the usage is added. */
    OperationException wrong(String what) {
        return new OperationException(
                WRONG,
                what + "; usage: sekisho " + operation.words() + " " + operation.arguments());
    }

    List<String> plain() {
        return plain;
    }

    /** The only plain word, or null if there is none. */
    String single() throws OperationException {
        if (plain.size() > 1) {
            throw wrong("there are too many words");
        }
        return plain.isEmpty() ? null : plain.get(0);
    }

    /** No plain word is taken. */
    void none() throws OperationException {
        if (!plain.isEmpty()) {
            throw wrong("'" + plain.get(0) + "' is not understood");
        }
    }

    String value(String option, String otherwise) {
        return values.getOrDefault(option, otherwise);
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    /** A number of things to show, 1 to 100,000. */
    int most(int otherwise) throws OperationException {
        String text = value("--most", String.valueOf(otherwise));
        if (!text.matches("[1-9][0-9]{0,4}|100000")) {
            throw wrong("--most=" + text + " must be 1 to 100000");
        }
        return Integer.parseInt(text);
    }
}

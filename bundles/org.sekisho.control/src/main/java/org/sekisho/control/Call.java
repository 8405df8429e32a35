// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call: finds the operation, runs it, and puts its answer into lines. */
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);
    private static final int WRONG_USAGE = 2;

    private final Collection<Operation> operations;

    Call(Collection<Operation> operations) {
        this.operations = operations;
    }

    /**
     * Answers a call.
     *
     * @param line the call, a JSON array of words
     * @param caller who calls
     * @return lines of the answer, each with its mark
     */
    List<String> answer(String line, String caller) {
        List<String> answer = new ArrayList<>();
        int status;
        try {
            List<String> words = new ArrayList<>(JsonRows.words(line));
            boolean json = words.remove("--json");
            status = answer(words, json, caller, answer);
        } catch (OperationException refused) {
            refused.getMessage().lines().forEach(text -> answer.add("e" + text));
            status = refused.status();
        } catch (IOException wrong) {
            answer.add("eThe call can't be understood: " + wrong.getMessage());
            status = WRONG_USAGE;
        } catch (RuntimeException | LinkageError fault) {
            LOG.error("an operation failed by a fault of ours: {}", line, fault);
            answer.add("eThe operation failed by a fault of its bundle: " + fault);
            status = 1;
        }
        answer.add("x" + status);
        return answer;
    }

    private int answer(List<String> words, boolean json, String caller, List<String> answer)
            throws OperationException, IOException {
        List<Operation> group = group(words);
        if (words.contains("--help") && !group.isEmpty()) {
            answer.add("oUsage: sekisho [--home DIR] ... [--json]");
            lines(group).forEach(text -> answer.add("o" + text));
            return 0;
        }
        Operation operation =
                operations.stream()
                        .filter(any -> startsWith(words, any))
                        .max(Comparator.comparingInt(any -> any.words().split(" ").length))
                        .orElseThrow(() -> unknown(words));
        List<String> arguments = words.subList(operation.words().split(" ").length, words.size());
        if (arguments.contains("--help")) {
            answer.add(
                    "oUsage: sekisho [--home DIR] "
                            + (operation.words() + " " + operation.arguments()).strip()
                            + " [--json]");
            answer.add("o" + operation.summary());
            return 0;
        }
        OperationResult result = operation.run(new OperationRequest(arguments, caller));
        if (json) {
            for (Map<String, Object> row : result.rows()) {
                answer.add("o" + JsonRows.line(row));
            }
        } else {
            result.text().lines().forEach(text -> answer.add("o" + text));
        }
        return result.status();
    }

    private static boolean startsWith(List<String> words, Operation operation) {
        List<String> own = List.of(operation.words().split(" "));
        return words.size() >= own.size() && words.subList(0, own.size()).equals(own);
    }

    /** Operations that begin with these words and have more; none if there are no words. */
    private List<Operation> group(List<String> words) {
        List<String> named = words.stream().filter(word -> !word.equals("--help")).toList();
        return operations.stream()
                .filter(
                        any ->
                                !named.isEmpty()
                                        && any.words().startsWith(String.join(" ", named) + " "))
                .toList();
    }

    private static List<String> lines(Collection<Operation> operations) {
        return operations.stream()
                .sorted(Comparator.comparing(Operation::words))
                .map(
                        known ->
                                "  %-44s %s"
                                        .formatted(
                                                known.words() + " " + known.arguments(),
                                                known.summary()))
                .toList();
    }

    private OperationException unknown(List<String> words) {
        StringBuilder text = new StringBuilder();
        text.append(words.isEmpty() ? "no operation was named" : "there is no operation '");
        if (!words.isEmpty()) {
            text.append(String.join(" ", words)).append('\'');
        }
        text.append("; there are:");
        List<Operation> group = group(words);
        lines(group.isEmpty() ? operations : group).forEach(line -> text.append('\n').append(line));
        return new OperationException(WRONG_USAGE, text.toString());
    }
}

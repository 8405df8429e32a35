// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.update.Exchange.As;

/** {@code bundles …}: what a person or a script may ask. */
final class BundleOperations {
    private final Exchange exchange;
    private final BundleExchange bundles;

    private BundleOperations(Exchange exchange, BundleExchange bundles) {
        this.exchange = exchange;
        this.bundles = bundles;
    }

    /** All of them. */
    static List<Operation> all(Exchange exchange, BundleExchange bundles) {
        return new BundleOperations(exchange, bundles).all();
    }

    private interface Answer {
        OperationResult give(OperationRequest request) throws OperationException;
    }

    private record Asked(String words, String arguments, String summary, Answer answer)
            implements Operation {
        @Override
        public OperationResult run(OperationRequest request) throws OperationException {
            return answer.give(request);
        }
    }

    private List<Operation> all() {
        return List.of(
                new Asked("bundles list", "", "The bundles, and how they stand", this::list),
                new Asked(
                        "bundles install",
                        "FILE [--shadow]",
                        "Let a bundle in, in place of the version that is there",
                        request ->
                                install(
                                        request,
                                        request.arguments().contains("--shadow")
                                                ? As.SHADOW
                                                : As.INSTALLED)),
                new Asked(
                        "bundles update",
                        "FILE",
                        "Exchange a bundle; the former version lies ready",
                        request -> install(request, As.UPDATED)),
                new Asked(
                        "bundles shadow",
                        "FILE",
                        "Let a detector in that sees everything and decides nothing",
                        request -> install(request, As.SHADOW)),
                new Asked(
                        "bundles compare",
                        "NAME",
                        "What the shadow would have found, and what not",
                        this::compare),
                new Asked(
                        "bundles promote",
                        "NAME",
                        "Let the shadow decide",
                        named("promote", (name, request) -> exchange.promote(name))),
                new Asked(
                        "bundles rollback",
                        "NAME",
                        "Bring back the version before this one",
                        named(
                                "rollback",
                                (name, request) ->
                                        exchange.rollback(
                                                name, request.caller() + " asked for it"))),
                new Asked(
                        "bundles remove",
                        "NAME [--shadow]",
                        "Take out what was let in; the shipped version returns",
                        named(
                                "remove",
                                (name, request) ->
                                        exchange.remove(
                                                name, request.arguments().contains("--shadow")))));
    }

    private interface Named {
        String change(String name, OperationRequest request) throws RefusedException;
    }

    private Answer named(String verb, Named change) {
        return request -> {
            String name = only(request, "bundles " + verb + " NAME");
            return done(
                    bundles.make(
                            request.caller(),
                            verb + " " + name,
                            () -> change.change(name, request)));
        };
    }

    private OperationResult install(OperationRequest request, As as) throws OperationException {
        Path jar = Path.of(only(request, "bundles install FILE"));
        if (!Files.isReadable(jar)) {
            throw new OperationException(
                    1,
                    jar + " can't be read by the daemon; is it there, and readable for its user?");
        }
        String verb =
                switch (as) {
                    case INSTALLED -> "install ";
                    case UPDATED -> "update ";
                    case SHADOW -> "shadow ";
                };
        String what = verb + jar;
        return done(bundles.make(request.caller(), what, () -> exchange.install(jar, as, "")));
    }

    /** The one argument that is no option. */
    private static String only(OperationRequest request, String usage) throws OperationException {
        List<String> words = new ArrayList<>(request.arguments());
        words.remove("--shadow");
        if (words.size() != 1 || words.get(0).isBlank() || words.get(0).startsWith("-")) {
            throw new OperationException(2, "usage: sekisho " + usage);
        }
        return words.get(0);
    }

    private static OperationResult done(String sentence) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "done");
        row.put("text", sentence);
        return new OperationResult(0, List.of(row), sentence + System.lineSeparator());
    }

    private OperationResult list(OperationRequest request) throws OperationException {
        if (!request.arguments().isEmpty()) {
            throw new OperationException(2, "usage: sekisho bundles list");
        }
        List<Map<String, Object>> rows = bundles.rows();
        return new OperationResult(0, rows, BundleRows.text(rows));
    }

    private OperationResult compare(OperationRequest request) throws OperationException {
        String name = only(request, "bundles compare NAME");
        return ComparisonRows.of(
                name,
                bundles.make(request.caller(), "compare " + name, () -> exchange.compare(name)));
    }
}

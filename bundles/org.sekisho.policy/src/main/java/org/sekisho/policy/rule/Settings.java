// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.sekisho.decide.Action;
import org.sekisho.decide.Scope;
import org.sekisho.detect.State;

/**
 * What was configured, understood.
 *
 * @param blocking whether blocks are wanted in force
 * @param confirmRequired whether that must be confirmed by a person
 * @param required how sure a detection must be
 * @param twoKey whether one technique that may be wrong is not enough
 * @param scope what is blocked
 * @param action what happens to blocked traffic
 * @param term how long
 * @param watched how long after a block a tunnel that is seen alive is blocked again at once
 * @param treatments what is done by method and state
 * @param ladder measures that get harder, instead of one scope
 * @param protection what must never be blocked beside what is found by itself
 */
public record Settings(
        boolean blocking,
        boolean confirmRequired,
        State required,
        boolean twoKey,
        Scope scope,
        Action action,
        Term term,
        Duration watched,
        Treatments treatments,
        Ladder ladder,
        Protection protection) {

    /**
     * Understands options.
     *
     * @param values text of every key
     * @throws IllegalArgumentException if one can't be; the message has key, value and remedy
     */
    public static Settings parse(Map<String, String> values) {
        return new Settings(
                choice(values, "mode", Map.of("watch", false, "block", true)),
                flag(values, "confirm.required"),
                choice(
                        values,
                        "block.state",
                        Map.of("likely", State.LIKELY, "confirmed", State.CONFIRMED)),
                flag(values, "two.key"),
                choice(
                        values,
                        "block.scope",
                        Map.of(
                                "flow", Scope.FLOW,
                                "pair", Scope.PAIR,
                                "server", Scope.SERVER,
                                "client", Scope.CLIENT,
                                "mac", Scope.MAC)),
                choice(values, "block.action", Map.of("drop", Action.DROP, "reset", Action.RESET)),
                term(values),
                duration(values, "watch.after.release"),
                Treatments.parse(values.get("ignore"), values.get("watch"), values.get("block")),
                Ladder.parse(
                        values, duration(values, "ladder.grace"), duration(values, "ladder.down")),
                Protection.parse(values));
    }

    private static Term term(Map<String, String> values) {
        Term term =
                new Term(
                        duration(values, "block.duration"),
                        read(values, "block.growth", Settings::growth),
                        duration(values, "block.duration.most"),
                        duration(values, "block.memory"));
        if (term.most().compareTo(term.first()) < 0) {
            throw wrong(
                    values,
                    "block.duration.most",
                    "must not be less than block.duration=" + values.get("block.duration"));
        }
        return term;
    }

    private static double growth(String text) {
        double growth = text.matches("[0-9]{1,3}(\\.[0-9]{1,6})?") ? Double.parseDouble(text) : 0;
        if (growth < 1 || growth > 100) {
            throw new IllegalArgumentException("must be a number from 1 to 100");
        }
        return growth;
    }

    private static Duration duration(Map<String, String> values, String key) {
        return read(values, key, BlockDuration::parse);
    }

    private static boolean flag(Map<String, String> values, String key) {
        return choice(values, key, Map.of("true", true, "false", false));
    }

    private static <T> T choice(Map<String, String> values, String key, Map<String, T> choices) {
        T chosen = choices.get(values.get(key));
        if (chosen == null) {
            throw wrong(
                    values,
                    key,
                    "must be one of "
                            + String.join(", ", choices.keySet().stream().sorted().toList()));
        }
        return chosen;
    }

    private static <T> T read(Map<String, String> values, String key, Function<String, T> reader) {
        try {
            return reader.apply(values.get(key));
        } catch (IllegalArgumentException fault) {
            throw wrong(values, key, fault.getMessage());
        }
    }

    private static IllegalArgumentException wrong(
            Map<String, String> values, String key, String what) {
        return new IllegalArgumentException(key + "=" + values.get(key) + " " + what);
    }
}

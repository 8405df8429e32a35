// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;

/**
 * What is done by method and state. The most particular entry counts: method and state before
 * method before state before what is done by default.
 *
 * @param entries by {@code method@state}, {@code method} or {@code state}
 */
public record Treatments(Map<String, Treatment> entries) {
    /** Findings that prove something about one host and nothing about a tunnel to another. */
    private static final Set<Method> ON_REQUEST =
            EnumSet.of(Method.CONTROL, Method.HUB, Method.BRIDGE, Method.SECURE_NAT);

    /** Copies. */
    public Treatments {
        entries = Map.copyOf(entries);
    }

    /**
     * Reads the three lists.
     *
     * @throws IllegalArgumentException if a word is none, or stands in two lists; the message
     *     begins with the key
     */
    static Treatments parse(String ignore, String watch, String block) {
        Map<String, Treatment> entries = new HashMap<>();
        take("ignore", ignore, Treatment.IGNORE, entries);
        take("watch", watch, Treatment.WATCH, entries);
        take("block", block, Treatment.BLOCK, entries);
        return new Treatments(entries);
    }

    private static void take(
            String key, String list, Treatment treatment, Map<String, Treatment> entries) {
        for (String entry : ListOption.words(list)) {
            String[] parts = entry.split("@", -1);
            boolean known =
                    parts.length == 2
                            ? isMethod(parts[0]) && isState(parts[1])
                            : parts.length == 1 && (isMethod(entry) || isState(entry));
            if (!known) {
                throw wrong(key, list, entry, "is no method, state or method@state; " + known());
            }
            if (treatment == Treatment.BLOCK && isState(entry)) {
                throw wrong(key, list, entry, "is a state; how sure to be is said in block.state");
            }
            Treatment other = entries.put(entry, treatment);
            if (other != null && other != treatment) {
                throw wrong(key, list, entry, "stands in another of ignore, watch and block too");
            }
        }
    }

    private static IllegalArgumentException wrong(
            String key, String list, String entry, String what) {
        return new IllegalArgumentException(key + "=" + list + ": '" + entry + "' " + what);
    }

    private static String known() {
        return "methods are "
                + Arrays.stream(Method.values())
                        .map(Method::label)
                        .collect(Collectors.joining(", "))
                + "; states "
                + Arrays.stream(State.values()).map(State::label).collect(Collectors.joining(", "));
    }

    private static boolean isMethod(String word) {
        return Arrays.stream(Method.values()).anyMatch(method -> method.label().equals(word));
    }

    private static boolean isState(String word) {
        return Arrays.stream(State.values()).anyMatch(state -> state.label().equals(word));
    }

    /** Whether findings of this method are blocked only if somebody asks for it by name. */
    static boolean isOnRequest(Method method) {
        return ON_REQUEST.contains(method);
    }

    /** Whether such a finding says that the software is there, and nothing about a tunnel. */
    static boolean isSoftwareAlone(Method method) {
        return method == Method.CONTROL || method == Method.HUB;
    }

    /** What is done. */
    Treatment of(Method method, State state) {
        return named(method, state).orElse(isOnRequest(method) ? Treatment.WATCH : Treatment.BLOCK);
    }

    /** Whether the state was named with the method, so that no other limit counts. */
    boolean isExact(Method method, State state) {
        return entries.containsKey(method.label() + "@" + state.label());
    }

    /** Whether an entry says what is done. */
    boolean isNamed(Method method, State state) {
        return named(method, state).isPresent();
    }

    private Optional<Treatment> named(Method method, State state) {
        return Stream.of(method.label() + "@" + state.label(), method.label(), state.label())
                .map(entries::get)
                .filter(treatment -> treatment != null)
                .findFirst();
    }
}

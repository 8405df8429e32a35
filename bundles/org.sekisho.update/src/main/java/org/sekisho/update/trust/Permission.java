// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a bundle wants to do ({@value #HEADER} in its manifest) and a key may allow ({@code
 * permissions} in its trust file): words, separated by commas, in any order.
 */
public enum Permission {
    /** Its dissectors are shown packets, its sources deliver some, it sees events and cases. */
    PAYLOAD("sees the content of packets", true),
    /** Evidence of its detectors may lift a case above {@code suspected}. */
    CONVICT("its evidence may convict", true),
    /** It may offer and use what blocks and notifies. */
    ENFORCE("may block and notify", true),
    /** Its classes refer to sockets or other ways into a network. */
    NETWORK("uses the network", false),
    /** Its classes start other programs. */
    PROCESSES("starts other programs", false),
    /** It brings or loads machine code, or goes round the memory safety of Java. */
    NATIVE("runs native code", false);

    /** The line of the manifest that declares them. */
    public static final String HEADER = "Sekisho-Permissions";

    private final String meaning;
    private final boolean enforced;

    Permission(String meaning, boolean enforced) {
        this.meaning = meaning;
        this.enforced = enforced;
    }

    /** How it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it allows, for people: {@code sees the content of packets}. */
    public String meaning() {
        return meaning;
    }

    /**
     * Whether the platform keeps a bundle without it from doing so. If not, it is declared, checked
     * by looking at what the classes refer to, and held by the operating system alone.
     */
    public boolean enforced() {
        return enforced;
    }

    /**
     * Reads a list; null and blank are the empty one.
     *
     * @throws IllegalArgumentException if a word is unknown; the message names those that there are
     */
    public static Set<Permission> parse(String text) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        if (text == null || text.isBlank()) {
            return permissions;
        }
        for (String word : text.split(",", -1)) {
            permissions.add(of(word.strip()));
        }
        return Collections.unmodifiableSet(permissions);
    }

    private static Permission of(String word) {
        return Arrays.stream(values())
                .filter(permission -> permission.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'"
                                                + Text.printable(word)
                                                + "' is no permission; there are: "
                                                + words(Arrays.asList(values()))));
    }

    /** The words of some permissions, as {@link #parse} reads them; empty if there is none. */
    public static String words(Collection<Permission> permissions) {
        return permissions.stream().map(Permission::word).collect(Collectors.joining(", "));
    }
}

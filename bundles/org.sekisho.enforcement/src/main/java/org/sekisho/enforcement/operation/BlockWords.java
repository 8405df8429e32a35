// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.util.List;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;

/**
 * A block in the words of a person: {@code pair A B}, {@code server X}, {@code client X}, {@code
 * mac M}. Addresses and networks, never names: a name may point elsewhere tomorrow.
 */
final class BlockWords {
    private static final String MAC = "([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}";

    private BlockWords() {}

    /**
     * Reads a block.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static Block parse(List<String> words, Action action) {
        String scope = words.isEmpty() ? "" : words.get(0);
        int wanted = scope.equals("pair") ? 3 : 2;
        if (!List.of("pair", "server", "client", "mac").contains(scope)) {
            throw new IllegalArgumentException(
                    "the first word is pair, server, client or mac, not '" + scope + "'");
        }
        if (words.size() != wanted) {
            throw new IllegalArgumentException(
                    scope + " takes " + (wanted - 1) + (wanted == 2 ? " word" : " words"));
        }
        return switch (scope) {
            case "pair" -> Block.pair(prefix(words.get(1)), prefix(words.get(2)), action);
            case "server" -> Block.server(prefix(words.get(1)), action);
            case "client" -> Block.client(prefix(words.get(1)), action);
            default -> Block.mac(mac(words.get(1)), action);
        };
    }

    private static IpPrefix prefix(String text) {
        IpPrefix prefix = IpPrefix.parse(text);
        if (prefix == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be an address or a network, such as 192.0.2.0/24");
        }
        return prefix;
    }

    private static MacAddress mac(String text) {
        if (!text.matches(MAC)) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be a MAC address, such as 02:00:5e:10:00:01");
        }
        return new MacAddress(Long.parseLong(text.replaceAll("[:-]", ""), 16));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;

/** A line each, and nothing else. */
enum PlainList implements Format {
    /** Every block. */
    BLOCKED("blocked.txt") {
        @Override
        String line(Block block) {
            return switch (block.scope()) {
                case FLOW ->
                        "%s %s %d %s %d"
                                .formatted(
                                        block.transport().name().toLowerCase(Locale.ROOT),
                                        block.client(),
                                        block.clientPort(),
                                        block.server(),
                                        block.serverPort());
                case PAIR -> block.client() + " " + block.server();
                case SERVER, CLIENT -> ADDRESSES.line(block);
                case MAC -> block.mac().toString();
            };
        }
    },
    /** Addresses and networks alone. */
    ADDRESSES("addresses.txt") {
        @Override
        String line(Block block) {
            return switch (block.scope()) {
                case SERVER -> block.server().toString();
                case CLIENT -> block.client().toString();
                case FLOW, PAIR, MAC -> null;
            };
        }
    };

    private final String file;

    PlainList(String file) {
        this.file = file;
    }

    /** The line of a block, or null if it has none. */
    abstract String line(Block block);

    @Override
    public String file() {
        return file;
    }

    @Override
    public List<String> lines(Map<Block, Duration> wanted, Instant now) {
        return wanted.keySet().stream()
                // who can only block would do more than was decided
                .filter(block -> block.action() != Action.LIMIT)
                .map(this::line)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}

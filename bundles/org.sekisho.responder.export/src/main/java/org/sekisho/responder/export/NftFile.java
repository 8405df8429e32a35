// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.respond.RuleWriter;

/**
 * Commands for {@code nft -f}: what the rule writer for nftables says, after the tables it says it
 * in were taken away, all in the one transaction that loading a file is.
 */
final class NftFile implements Format {
    private static final String TABLE = "add table ";

    /** One of each kind, so that the rule writer names every table that it may ever use. */
    private static final Map<Block, Duration> SAMPLES =
            Map.of(
                    Block.pair(IpAddress.v4(0xc000_0201), IpAddress.v4(0xc633_6402), Action.DROP),
                    Duration.ofMinutes(1),
                    Block.mac(new MacAddress(0x5e00_5300_0001L), Action.DROP),
                    Duration.ofMinutes(1));

    private final Supplier<RuleWriter> writer;
    private final Stamp stamp;

    /**
     * For a rule writer.
     *
     * @param writer gives the one for nftables, or null while there is none
     */
    NftFile(Supplier<RuleWriter> writer, Stamp stamp) {
        this.writer = writer;
        this.stamp = stamp;
    }

    @Override
    public String file() {
        return "blocked.nft";
    }

    @Override
    public List<String> lines(Map<Block, Duration> wanted, Instant now) {
        RuleWriter present = writer.get();
        if (present == null) {
            return null;
        }
        List<String> rules = present.rules(wanted);
        Set<String> tables = new LinkedHashSet<>(tables(present.rules(SAMPLES)));
        tables.addAll(tables(rules));
        List<String> lines = new ArrayList<>();
        lines.add(stamp.line(now));
        for (String table : tables) {
            // a table that is not there can't be deleted
            lines.add(TABLE + table);
            lines.add("delete table " + table);
        }
        lines.addAll(rules);
        return lines;
    }

    private static List<String> tables(List<String> rules) {
        return rules.stream()
                .filter(rule -> rule.startsWith(TABLE))
                .map(rule -> rule.substring(TABLE.length()).split("[{;]")[0].strip())
                .toList();
    }
}

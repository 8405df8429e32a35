// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Component;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.linux.firewall.Obstacles;
import org.sekisho.respond.RuleWriter;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.Limit;
import org.sekisho.responder.nftables.table.TableText;

/**
 * Writes blocks as commands that {@code nft -f} reads: what the daemon would put in force, in the
 * same tables. Loading them again changes nothing but the timeouts. Addresses and durations are all
 * that comes in; no text from the network gets here.
 */
@Component
public final class NftablesRuleWriter implements RuleWriter {
    private static final Limit LIMIT = new Limit(NftablesConfiguration.LIMIT_RATE);

    @Override
    public String firewall() {
        return "nftables";
    }

    /**
     * {@inheritDoc}
     *
     * <p>A block that nftables can't express is left out, and a line that starts with {@code #}
     * says why.
     */
    @Override
    public List<String> rules(Map<Block, Duration> blocks) {
        WantedBlocks wanted = new WantedBlocks();
        List<Element> elements = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        blocks.forEach(
                (block, duration) -> {
                    String obstacle = Obstacles.to(block, duration);
                    Element element = obstacle.isEmpty() ? wanted.add(block, duration, null) : null;
                    if (element != null) {
                        elements.add(element);
                    } else {
                        leftOut.add(
                                "# left out: "
                                        + (obstacle.isEmpty() ? WantedBlocks.OVERLAP : obstacle));
                    }
                });
        List<String> commands = new ArrayList<>();
        for (Family family : Family.values()) {
            List<Element> own =
                    elements.stream()
                            .filter(
                                    element ->
                                            family == Family.INET
                                                    || element.set().scope() == Scope.MAC)
                            .toList();
            if (!own.isEmpty()) {
                TableText text = new TableText(family, LIMIT);
                commands.addAll(text.table());
                commands.addAll(text.sets(new TreeSet<>(own.stream().map(Element::set).toList())));
                own.forEach(
                        element -> commands.add(text.add(element, blocks.get(element.block()))));
            }
        }
        commands.addAll(leftOut);
        return commands;
    }
}

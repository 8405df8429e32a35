// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.sekisho.decide.Block;
import org.sekisho.linux.firewall.Obstacles;
import org.sekisho.respond.RuleWriter;
import org.sekisho.responder.iptables.rule.BlockSet;
import org.sekisho.responder.iptables.rule.Chains;
import org.sekisho.responder.iptables.rule.Entry;
import org.sekisho.responder.iptables.rule.Rule;
import org.sekisho.responder.iptables.rule.SetTypes;

/**
 * Writes blocks as commands of {@code ipset}, {@code iptables} and {@code ip6tables}: what the
 * daemon would put in force on a kernel with the types of sets that every kernel has. Addresses and
 * durations are all that comes in; no text from the network gets here.
 */
@Component
public final class IptablesRuleWriter implements RuleWriter {
    @Override
    public String firewall() {
        return "iptables";
    }

    /**
     * {@inheritDoc}
     *
     * <p>A block that iptables can't express is left out, and a line that starts with {@code #}
     * says why.
     */
    @Override
    public List<String> rules(Map<Block, Duration> blocks) {
        Set<BlockSet> sets = new LinkedHashSet<>();
        List<String> elements = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        blocks.forEach(
                (block, duration) -> {
                    String obstacle = Obstacles.to(block, duration);
                    if (!obstacle.isEmpty()) {
                        leftOut.add("# left out: " + obstacle);
                        return;
                    }
                    for (Entry entry : Entry.of(block, SetTypes.FEWEST)) {
                        sets.add(entry.set());
                        elements.add(
                                "ipset -exist "
                                        + entry.add(Difference.seconds(duration.toMillis())));
                    }
                });
        List<String> commands = new ArrayList<>();
        sets.forEach(set -> commands.add("ipset -exist " + set.create()));
        commands.addAll(elements);
        for (boolean v6 : new boolean[] {false, true}) {
            List<BlockSet> own = sets.stream().filter(set -> set.v6() == v6).toList();
            if (!own.isEmpty()) {
                commands.addAll(tables(v6 ? "ip6tables -w " : "iptables -w ", own));
            }
        }
        commands.addAll(leftOut);
        return commands;
    }

    private static List<String> tables(String program, List<BlockSet> sets) {
        List<String> commands = new ArrayList<>();
        Chains.names().forEach(chain -> commands.add(program + "-N " + chain));
        for (Rule rule : Chains.rules(sets, IptablesConfiguration.LIMIT_RATE)) {
            commands.add(program + rule.append());
        }
        for (String hook : Chains.HOOKS) {
            commands.add(program + "-I " + hook + " 1 -j " + Chains.entrance(hook));
        }
        return commands;
    }
}

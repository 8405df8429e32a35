// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;

/**
 * A set whose elements are blocks of one kind, and the rules that look into it. Single addresses
 * are in sets that find them by hash. Networks are in sets of intervals, in which none may overlap
 * another, so there can be several layers of those.
 *
 * @param action what happens to a packet that is found in it
 * @param scope what its elements are
 * @param v6 whether it holds IPv6 addresses
 * @param layer 0 for single addresses; 1 to {@value #MOST_LAYERS} for networks
 */
public record BlockSet(Action action, Scope scope, boolean v6, int layer)
        implements Comparable<BlockSet> {
    /** How many blocks of networks may lie within each other. */
    public static final int MOST_LAYERS = 8;

    private static final Comparator<BlockSet> ORDER =
            Comparator.comparing(BlockSet::action)
                    .thenComparing(BlockSet::scope)
                    .thenComparing(BlockSet::v6)
                    .thenComparing(BlockSet::layer);

    private static final Pattern NAME =
            Pattern.compile(
                    "(blocked|reset|limited)_(flow|pair|server|client|mac)(s|_nets)(6?)(?:_([2-8]))?");

    /** The set of a block, in the first layer if it is about a network. */
    public static BlockSet of(Block block) {
        boolean v6 =
                switch (block.scope()) {
                    case FLOW, PAIR, CLIENT -> block.client().address().v6();
                    case SERVER -> block.server().address().v6();
                    case MAC -> false;
                };
        boolean nets =
                block.client() != null && !block.client().isSingle()
                        || block.server() != null && !block.server().isSingle();
        return new BlockSet(block.action(), block.scope(), v6, nets ? 1 : 0);
    }

    /** The set of this name, or null if no set of ours is called so. */
    public static BlockSet named(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        Action action =
                switch (matcher.group(1)) {
                    case "blocked" -> Action.DROP;
                    case "reset" -> Action.RESET;
                    default -> Action.LIMIT;
                };
        Scope scope = Scope.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        boolean nets = matcher.group(3).equals("_nets");
        String number = matcher.group(5);
        int layer = !nets ? 0 : number == null ? 1 : Integer.parseInt(number);
        BlockSet set = new BlockSet(action, scope, !matcher.group(4).isEmpty(), layer);
        return set.name().equals(name) ? set : null;
    }

    /** Its name in the table. */
    public String name() {
        String what =
                switch (action) {
                    case DROP -> "blocked_";
                    case RESET -> "reset_";
                    case LIMIT -> "limited_";
                };
        return what
                + scope.name().toLowerCase(Locale.ROOT)
                + (hasNetworks() ? "_nets" : "s")
                + (v6 ? "6" : "")
                + (layer > 1 ? "_" + layer : "");
    }

    /** Whether its elements are networks. */
    public boolean hasNetworks() {
        return layer > 0;
    }

    /** The same for another layer. */
    public BlockSet withLayer(int other) {
        return new BlockSet(action, scope, v6, other);
    }

    List<Field> fields() {
        Field address = v6 ? Field.ADDRESS6 : Field.ADDRESS4;
        return switch (scope) {
            case FLOW -> List.of(Field.PROTOCOL, address, Field.PORT, address, Field.PORT);
            case PAIR -> List.of(address, address);
            case SERVER, CLIENT -> List.of(address);
            case MAC -> List.of(Field.MAC);
        };
    }

    /** Whether its key has several fields. */
    public boolean isConcatenated() {
        return fields().size() > 1;
    }

    /** Lengths of its key's fields in bytes. */
    public List<Integer> fieldLengths() {
        return fields().stream().map(Field::length).toList();
    }

    /** Bytes of its key. */
    public int keyLength() {
        return isConcatenated()
                ? fields().stream().mapToInt(Field::padded).sum()
                : fields().get(0).length();
    }

    /** The number that {@code nft} knows the type of its key by: 6 bits for each field. */
    public int keyType() {
        int type = 0;
        for (Field field : fields()) {
            type = type << 6 | field.type();
        }
        return type;
    }

    /** How {@code nft} declares it, between the braces. */
    String declaration(Limit limit) {
        String type = String.join(" . ", fields().stream().map(Field::word).toList());
        return "type "
                + type
                + "; flags "
                + (hasNetworks() ? "interval,timeout" : "timeout")
                + "; "
                + (action == Action.LIMIT ? limit.text() + " " : "")
                + "counter;";
    }

    /** Rules that look into it, in a table of this family. */
    List<Rule> rules(Family family) {
        List<Rule> rules = new ArrayList<>();
        String chain = chain(family);
        for (List<Part> way : ways(family)) {
            if (action == Action.RESET && family == Family.INET) {
                rules.add(Rule.reset(chain, family, way, name()));
            }
            rules.add(Rule.drop(chain, family, way, name()));
        }
        return rules;
    }

    /** What is for the machine itself comes from the bridge to the other table. */
    private String chain(Family family) {
        return family == Family.BRIDGE && (scope != Scope.MAC || action != Action.DROP)
                ? TableLayout.BRIDGED
                : TableLayout.TRAFFIC;
    }

    private List<List<Part>> ways(Family family) {
        Part from = Part.source(v6);
        Part to = Part.destination(v6);
        return switch (scope) {
            case FLOW ->
                    List.of(
                            List.of(
                                    Part.PROTOCOL,
                                    from,
                                    Part.SOURCE_PORT,
                                    to,
                                    Part.DESTINATION_PORT),
                            List.of(
                                    Part.PROTOCOL,
                                    to,
                                    Part.DESTINATION_PORT,
                                    from,
                                    Part.SOURCE_PORT));
            case PAIR -> List.of(List.of(from, to), List.of(to, from));
            case SERVER, CLIENT -> List.of(List.of(from), List.of(to));
            // where a routed packet goes on the wire is not known yet when it passes
            case MAC ->
                    family == Family.INET
                            ? List.of(List.of(Part.SOURCE_MAC))
                            : List.of(List.of(Part.SOURCE_MAC), List.of(Part.DESTINATION_MAC));
        };
    }

    @Override
    public int compareTo(BlockSet other) {
        return ORDER.compare(this, other);
    }
}

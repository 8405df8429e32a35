// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.rule;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/**
 * A set of ipset with the rules that look into it. All that is to be known of it is in its name, so
 * that whoever comes next can read back what stands.
 *
 * @param action what happens to a packet that is found in it
 * @param kind what its elements are
 * @param v6 whether it is looked into by {@code ip6tables}
 * @param server whom its rules name; null if nobody
 * @param port the server's port that its rules name; 0 if none
 * @param mac whom its rules name; null if nobody
 */
public record BlockSet(
        Action action, SetKind kind, boolean v6, IpPrefix server, int port, MacAddress mac) {
    /** More than anybody blocks, and what such a set may take of the kernel's memory at most. */
    private static final int MOST_ELEMENTS = 1 << 20;

    /** Elements that somebody else puts in without a time end too. */
    private static final int OTHERS_SECONDS = 3600;

    private static final Pattern NAME = Pattern.compile("sek([drl])([cspotuma])([46])(?:-(.+))?");
    private static final Pattern KEY4 = Pattern.compile("([0-9.]{7,15})-(\\d{1,5})");
    private static final int KEY6_BYTES = 18;

    /** The set that a block is put into, for IPv4 or IPv6. */
    static BlockSet of(Block block, boolean v6, SetTypes types) {
        Action action = block.action();
        return switch (block.scope()) {
            case CLIENT -> new BlockSet(action, SetKind.CLIENTS, v6, null, 0, null);
            case SERVER -> new BlockSet(action, SetKind.SERVERS, v6, null, 0, null);
            case PAIR ->
                    types.pairs()
                            ? new BlockSet(action, SetKind.PAIRS, v6, null, 0, null)
                            : new BlockSet(
                                    action, SetKind.CLIENTS_OF_SERVER, v6, block.server(), 0, null);
            case FLOW ->
                    new BlockSet(
                            action,
                            block.transport() == Transport.TCP
                                    ? SetKind.TCP_FLOWS
                                    : SetKind.UDP_FLOWS,
                            v6,
                            block.server(),
                            block.serverPort(),
                            null);
            case MAC ->
                    types.macs()
                            ? new BlockSet(action, SetKind.MACS, v6, null, 0, null)
                            : new BlockSet(action, SetKind.ONE_MAC, v6, null, 0, block.mac());
        };
    }

    /** The set of this name; null if no set of ours is called so. */
    public static BlockSet named(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        Action action =
                switch (matcher.group(1)) {
                    case "d" -> Action.DROP;
                    case "r" -> Action.RESET;
                    default -> Action.LIMIT;
                };
        SetKind kind = SetKind.of(matcher.group(2).charAt(0));
        boolean v6 = matcher.group(3).equals("6");
        try {
            BlockSet set = keyed(action, kind, v6, matcher.group(4));
            return set != null && set.name().equals(name) ? set : null;
        } catch (IllegalArgumentException foreign) {
            return null;
        }
    }

    private static BlockSet keyed(Action action, SetKind kind, boolean v6, String key) {
        if (kind.isNamedByRules() != (key != null)) {
            return null;
        }
        if (key == null) {
            return new BlockSet(action, kind, v6, null, 0, null);
        }
        if (kind == SetKind.ONE_MAC) {
            return new BlockSet(action, kind, v6, null, 0, new MacAddress(Long.parseLong(key, 16)));
        }
        IpAddress address;
        int number;
        if (v6) {
            byte[] bytes = Base64.getUrlDecoder().decode(key);
            if (bytes.length != KEY6_BYTES) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            address = IpAddress.v6(buffer.getLong(), buffer.getLong());
            number = buffer.getShort() & 0xffff;
        } else {
            Matcher matcher = KEY4.matcher(key);
            if (!matcher.matches()) {
                return null;
            }
            address = IpAddress.parse(matcher.group(1));
            number = Integer.parseInt(matcher.group(2));
        }
        return kind.isFlow()
                ? new BlockSet(action, kind, v6, IpPrefix.of(address), number, null)
                : new BlockSet(action, kind, v6, new IpPrefix(address, number), 0, null);
    }

    /** Its name; at most 31 characters, which is what ipset takes. */
    public String name() {
        char what =
                switch (action) {
                    case DROP -> 'd';
                    case RESET -> 'r';
                    case LIMIT -> 'l';
                };
        return "sek" + what + kind.letter() + (v6 ? 6 : 4) + key();
    }

    private String key() {
        if (mac != null) {
            return String.format("-%012x", mac.bits());
        }
        if (server == null) {
            return "";
        }
        int number = kind.isFlow() ? port : server.length();
        if (!v6) {
            return "-" + server.address() + "-" + number;
        }
        ByteBuffer bytes = ByteBuffer.allocate(KEY6_BYTES);
        bytes.putLong(server.address().high()).putLong(server.address().low());
        bytes.putShort((short) number);
        return "-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** What makes it, for {@code ipset restore}. */
    public String create() {
        return "create "
                + name()
                + " "
                + kind.type()
                + (kind == SetKind.MACS ? "" : " family " + (v6 ? "inet6" : "inet"))
                + " maxelem "
                + MOST_ELEMENTS
                + " timeout "
                + OTHERS_SECONDS
                + " counters";
    }

    /** Rules that look into it. */
    public List<Rule> rules(long limitRate) {
        String from;
        String to;
        String set = "-m set --match-set " + name() + " ";
        switch (kind) {
            case CLIENTS, SERVERS -> {
                from = set + "src";
                to = set + "dst";
            }
            case PAIRS -> {
                from = set + "src,dst";
                to = set + "dst,src";
            }
            case CLIENTS_OF_SERVER -> {
                from = "-d " + server + " " + set + "src";
                to = "-s " + server + " " + set + "dst";
            }
            case TCP_FLOWS, UDP_FLOWS -> {
                String transport = kind == SetKind.TCP_FLOWS ? "tcp" : "udp";
                String flow = "-p " + transport + " -m " + transport;
                from = "-d " + server + " " + flow + " --dport " + port + " " + set + "src,src";
                to = "-s " + server + " " + flow + " --sport " + port + " " + set + "dst,dst";
            }
            case MACS -> {
                from = set + "src";
                to = null;
            }
            default -> {
                from = "-m mac --mac-source " + mac + " " + set + "src";
                to = null;
            }
        }
        // where a routed packet goes on the wire is not known yet when it passes
        String chain = to == null ? Chains.MACS : Chains.BLOCKS;
        List<Rule> rules = new ArrayList<>();
        add(rules, chain, from, "src", limitRate);
        if (to != null) {
            add(rules, chain, to, "dst", limitRate);
        }
        return rules;
    }

    private void add(List<Rule> rules, String chain, String match, String end, long limitRate) {
        switch (action) {
            case DROP -> rules.add(new Rule(chain, match, "DROP"));
            case RESET -> {
                if (kind != SetKind.UDP_FLOWS) {
                    String tcp = kind == SetKind.TCP_FLOWS ? "" : "-p tcp ";
                    rules.add(new Rule(chain, tcp + match, "REJECT --reject-with tcp-reset"));
                }
                rules.add(new Rule(chain, match, "DROP"));
            }
            case LIMIT -> {
                boolean alone = kind == SetKind.CLIENTS || kind == SetKind.SERVERS;
                rules.add(
                        new Rule(
                                chain,
                                match
                                        + " -m hashlimit --hashlimit-above "
                                        + limitRate
                                        + "b/s --hashlimit-mode "
                                        + (alone ? end + "ip" : "srcip,dstip")
                                        + " --hashlimit-name sek"
                                        + kind.letter()
                                        + end,
                                "DROP"));
            }
        }
    }
}

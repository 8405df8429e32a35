// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.sekisho.responder.nftables.table.Expression.Equal;
import org.sekisho.responder.nftables.table.Expression.Lookup;
import org.sekisho.responder.nftables.table.Expression.Masked;
import org.sekisho.responder.nftables.table.Expression.Meta;
import org.sekisho.responder.nftables.table.Expression.Payload;
import org.sekisho.responder.nftables.table.Expression.Reset;
import org.sekisho.responder.nftables.table.Expression.Verdict;

/**
 * A rule.
 *
 * @param chain where it stands
 * @param steps what it does, for the kernel
 * @param text the same for {@code nft}
 */
public record Rule(String chain, List<Expression> steps, String text) {
    private static final String TCP = "06";
    private static final String FLAG_RST = "04";

    /** Where TCP keeps its flags (RFC 9293 §3.1). */
    private static final int TCP_FLAGS = 13;

    /** {@code ARPHRD_ETHER} of {@code linux/if_arp.h}. */
    private static final int ETHERNET = 1;

    /** The first interface of every network namespace ({@code LOOPBACK_IFINDEX}). */
    private static final int LOOPBACK = 1;

    /** Copies the list. */
    public Rule {
        steps = List.copyOf(steps);
    }

    static Rule jump(String chain, String to) {
        return new Rule(chain, List.of(Verdict.jump(to)), "jump " + to);
    }

    /** Lets resets of TCP out, among them those that our own rules answer with. */
    static Rule acceptResets(String chain) {
        return new Rule(chain, resets(), "tcp flags & rst == rst accept");
    }

    /** The same for those with which our rules answer the machine itself. */
    static Rule acceptOwnResets(String chain) {
        List<Expression> steps = new ArrayList<>();
        steps.add(new Meta(Meta.INTERFACE, 1));
        steps.add(new Equal(1, native32(LOOPBACK)));
        steps.addAll(resets());
        return new Rule(chain, steps, "iif lo tcp flags & rst == rst accept");
    }

    private static List<Expression> resets() {
        return List.of(
                new Meta(Meta.L4PROTO, 1),
                new Equal(1, TCP),
                new Payload(Payload.TRANSPORT, TCP_FLAGS, 1, 1),
                new Masked(1, FLAG_RST),
                new Equal(1, FLAG_RST),
                Verdict.ACCEPT);
    }

    /** Looks for these parts in a set, and drops what is found. */
    static Rule drop(String chain, Family family, List<Part> parts, String set) {
        return found(chain, family, parts, set, false, Verdict.DROP, "drop");
    }

    /** Looks for these parts of a TCP packet in a set, and answers what is found with a reset. */
    static Rule reset(String chain, Family family, List<Part> parts, String set) {
        return found(chain, family, parts, set, true, new Reset(), "reject with tcp reset");
    }

    private static Rule found(
            String chain,
            Family family,
            List<Part> parts,
            String set,
            boolean tcp,
            Expression last,
            String lastText) {
        List<Expression> steps = new ArrayList<>();
        List<String> words = new ArrayList<>();
        if (tcp) {
            steps.add(new Meta(Meta.L4PROTO, 1));
            steps.add(new Equal(1, TCP));
        }
        steps.addAll(guard(family, parts));
        int register = 0;
        for (Part part : parts) {
            steps.add(part.load(number(register)));
            words.add(part.text());
            register += part.field().registers();
        }
        steps.add(new Lookup(set, 1));
        steps.add(last);
        String text = String.join(" . ", words) + " @" + set + " " + lastText;
        return new Rule(chain, steps, tcp ? "meta l4proto tcp " + text : text);
    }

    /** What must be known before these parts may be read; {@code nft} adds it by itself. */
    private static List<Expression> guard(Family family, List<Part> parts) {
        if (parts.contains(Part.SOURCE_MAC) || parts.contains(Part.DESTINATION_MAC)) {
            return family == Family.BRIDGE
                    ? List.of()
                    : List.of(new Meta(Meta.INTERFACE_TYPE, 1), new Equal(1, native16(ETHERNET)));
        }
        boolean v6 = parts.contains(Part.SOURCE6) || parts.contains(Part.DESTINATION6);
        return family == Family.BRIDGE
                ? List.of(new Meta(Meta.PROTOCOL, 1), new Equal(1, v6 ? "86dd" : "0800"))
                : List.of(new Meta(Meta.NFPROTO, 1), new Equal(1, v6 ? "0a" : "02"));
    }

    private static String native16(int value) {
        ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.nativeOrder());
        return HexFormat.of().formatHex(bytes.putShort((short) value).array());
    }

    private static String native32(int value) {
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        return HexFormat.of().formatHex(bytes.putInt(value).array());
    }

    /** The kernel's number of its n-th register of 4 bytes; every fourth has an older name. */
    private static int number(int register) {
        return register % 4 == 0 ? 1 + register / 4 : 8 + register;
    }
}

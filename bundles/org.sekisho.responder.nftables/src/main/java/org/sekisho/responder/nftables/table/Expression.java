// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.util.HexFormat;
import org.sekisho.linux.netlink.Attributes;
import org.sekisho.linux.netlink.MessageWriter;

/**
 * A step of a rule in the terms of the kernel ({@code linux/netfilter/nf_tables.h}): what {@code
 * nft --debug=netlink} prints. Two are equal if they do the same.
 */
public sealed interface Expression {
    /** {@code NFTA_EXPR_NAME}. */
    int NAME = 1;

    /** {@code NFTA_EXPR_DATA}. */
    int DATA = 2;

    /** {@code NFTA_DATA_VALUE}. */
    int VALUE = 1;

    /** The kernel's name of its kind. */
    String name();

    /** Writes what it needs. */
    void parameters(MessageWriter writer);

    /** Writes the whole of it. */
    default void write(MessageWriter writer) {
        writer.text(NAME, name());
        int data = writer.open(DATA);
        parameters(writer);
        writer.close(data);
    }

    /** Reads one; what is unknown here becomes {@link Other} and equals nothing of ours. */
    static Expression read(Attributes expression) {
        String name = expression.text(NAME);
        Attributes data = expression.inside(DATA);
        return switch (name == null ? "" : name) {
            case "meta" -> new Meta((int) data.number(2, -1), (int) data.number(1, -1));
            case "payload" ->
                    new Payload(
                            (int) data.number(2, -1),
                            (int) data.number(3, -1),
                            (int) data.number(4, -1),
                            (int) data.number(1, -1));
            case "cmp" ->
                    data.number(2, -1) == 0
                            ? new Equal((int) data.number(1, -1), hexOf(data.inside(3)))
                            : new Other(name);
            case "bitwise" -> Masked.read(data);
            case "lookup" ->
                    data.number(5, 0) == 0 && data.get(3) == null
                            ? new Lookup(data.text(1), (int) data.number(2, -1))
                            : new Other(name);
            case "reject" -> data.number(1, -1) == Reset.TYPE ? new Reset() : new Other(name);
            case "immediate" -> Verdict.read(data);
            default -> new Other(name);
        };
    }

    private static String hexOf(Attributes data) {
        Attributes.Attribute value = data.get(VALUE);
        return value == null ? "" : HexFormat.of().formatHex(value.bytes());
    }

    private static void value(MessageWriter writer, int type, String hex) {
        int data = writer.open(type);
        writer.bytes(VALUE, HexFormat.of().parseHex(hex));
        writer.close(data);
    }

    /** Loads something that is known of the packet. */
    record Meta(int key, int register) implements Expression {
        /** {@code NFT_META_PROTOCOL}, the EtherType. */
        static final int PROTOCOL = 1;

        /** {@code NFT_META_IIF}, number of the interface it came in by. */
        static final int INTERFACE = 4;

        /** {@code NFT_META_IIFTYPE}, hardware type of the interface it came in by. */
        static final int INTERFACE_TYPE = 8;

        /** {@code NFT_META_NFPROTO}, IPv4 or IPv6. */
        static final int NFPROTO = 15;

        /** {@code NFT_META_L4PROTO}, the IP protocol. */
        static final int L4PROTO = 16;

        @Override
        public String name() {
            return "meta";
        }

        @Override
        public void parameters(MessageWriter writer) {
            writer.number32(2, key);
            writer.number32(1, register);
        }
    }

    /** Loads bytes of the packet. */
    record Payload(int base, int offset, int length, int register) implements Expression {
        static final int LINK = 0;
        static final int NETWORK = 1;
        static final int TRANSPORT = 2;

        @Override
        public String name() {
            return "payload";
        }

        @Override
        public void parameters(MessageWriter writer) {
            writer.number32(1, register);
            writer.number32(2, base);
            writer.number32(3, offset);
            writer.number32(4, length);
        }
    }

    /** Goes on if what was loaded is this. */
    record Equal(int register, String hex) implements Expression {
        @Override
        public String name() {
            return "cmp";
        }

        @Override
        public void parameters(MessageWriter writer) {
            writer.number32(1, register);
            writer.number32(2, 0);
            value(writer, 3, hex);
        }
    }

    /** Keeps some bits of what was loaded. */
    record Masked(int register, String hex) implements Expression {
        static Expression read(Attributes data) {
            String mask = hexOf(data.inside(4));
            boolean plain =
                    data.number(6, 0) == 0
                            && data.number(1, -1) == data.number(2, -2)
                            && hexOf(data.inside(5)).matches("0*");
            return plain ? new Masked((int) data.number(1, -1), mask) : new Other("bitwise");
        }

        @Override
        public String name() {
            return "bitwise";
        }

        @Override
        public void parameters(MessageWriter writer) {
            writer.number32(1, register);
            writer.number32(2, register);
            writer.number32(3, hex.length() / 2);
            value(writer, 4, hex);
            value(writer, 5, "00".repeat(hex.length() / 2));
        }
    }

    /** Goes on if what was loaded is in a set, after the element's own statements. */
    record Lookup(String set, int register) implements Expression {
        @Override
        public String name() {
            return "lookup";
        }

        @Override
        public void parameters(MessageWriter writer) {
            writer.text(1, set);
            writer.number32(2, register);
        }
    }

    /** Answers with a reset of TCP and drops. */
    record Reset() implements Expression {
        /** {@code NFT_REJECT_TCP_RST}. */
        static final int TYPE = 1;

        @Override
        public String name() {
            return "reject";
        }

        @Override
        public void parameters(MessageWriter writer) {
            writer.number32(1, TYPE);
            writer.number8(2, 0);
        }
    }

    /**
     * Ends the rule.
     *
     * @param chain where to go on; null if nowhere
     */
    record Verdict(int code, String chain) implements Expression {
        static final Verdict DROP = new Verdict(0, null);
        static final Verdict ACCEPT = new Verdict(1, null);
        private static final int JUMP = -3;
        private static final int VERDICT = 2;

        static Verdict jump(String chain) {
            return new Verdict(JUMP, chain);
        }

        static Expression read(Attributes data) {
            Attributes verdict = data.inside(2).inside(VERDICT);
            return data.number(1, -1) == 0
                    ? new Verdict((int) verdict.number(1, -1), verdict.text(2))
                    : new Other("immediate");
        }

        @Override
        public String name() {
            return "immediate";
        }

        @Override
        public void parameters(MessageWriter writer) {
            writer.number32(1, 0);
            int data = writer.open(2);
            int verdict = writer.open(VERDICT);
            writer.number32(1, code);
            if (chain != null) {
                writer.text(2, chain);
            }
            writer.close(verdict);
            writer.close(data);
        }
    }

    /** Something that no rule of ours has. */
    record Other(String name) implements Expression {
        @Override
        public void parameters(MessageWriter writer) {
            throw new IllegalStateException("not ours: " + name);
        }
    }
}

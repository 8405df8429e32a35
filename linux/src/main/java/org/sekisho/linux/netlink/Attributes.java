// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Attributes in a piece of a message. Iterating gives the list in their order, asking for a type
 * gives the first of it. A length that does not fit ends the list.
 */
public final class Attributes implements Iterable<Attributes.Attribute> {
    private static final int HEADER = 4;
    private static final int TYPE = 0x3fff;
    private static final Attributes NONE = new Attributes(ByteBuffer.allocate(0), 0, 0);

    private final ByteBuffer bytes;
    private final int from;
    private final int to;

    private Attributes(ByteBuffer bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    static Attributes of(ByteBuffer bytes, int from, int to) {
        return new Attributes(bytes, from, to);
    }

    /** The first attribute of this type, or null. */
    public Attribute get(int type) {
        for (Attribute attribute : this) {
            if (attribute.type() == type) {
                return attribute;
            }
        }
        return null;
    }

    /** What is inside the first attribute of this type; empty if there is none. */
    public Attributes inside(int type) {
        Attribute attribute = get(type);
        return attribute == null ? NONE : attribute.inside();
    }

    /** A number in the byte order of the network, or another value if it is not there. */
    public long number(int type, long otherwise) {
        Attribute attribute = get(type);
        return attribute == null ? otherwise : attribute.number();
    }

    /** Text, or null. */
    public String text(int type) {
        Attribute attribute = get(type);
        return attribute == null ? null : attribute.text();
    }

    @Override
    public Iterator<Attribute> iterator() {
        return new Iterator<>() {
            private int at = from;

            @Override
            public boolean hasNext() {
                if (to - at < HEADER) {
                    return false;
                }
                int length = bytes.getShort(at) & 0xffff;
                return length >= HEADER && length <= to - at;
            }

            @Override
            public Attribute next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int length = bytes.getShort(at) & 0xffff;
                int type = bytes.getShort(at + 2) & TYPE;
                Attribute attribute = new Attribute(bytes, type, at + HEADER, at + length);
                at += length + 3 & ~3;
                return attribute;
            }
        };
    }

    /** One attribute. */
    public static final class Attribute {
        private final ByteBuffer bytes;
        private final int type;
        private final int from;
        private final int to;

        private Attribute(ByteBuffer bytes, int type, int from, int to) {
            this.bytes = bytes;
            this.type = type;
            this.from = from;
            this.to = to;
        }

        /** What it is about. */
        public int type() {
            return type;
        }

        /** Attributes in it. */
        public Attributes inside() {
            return of(bytes, from, to);
        }

        /** Its bytes as a number in the byte order of the network; the last 8 of them. */
        public long number() {
            long value = 0;
            for (int i = from; i < to; i++) {
                value = value << 8 | bytes.get(i) & 0xff;
            }
            return value;
        }

        /** A copy of its bytes. */
        public byte[] bytes() {
            byte[] copy = new byte[to - from];
            bytes.get(from, copy);
            return copy;
        }

        /** Its text, up to the first zero. */
        public String text() {
            byte[] copy = bytes();
            int end = 0;
            while (end < copy.length && copy[end] != 0) {
                end++;
            }
            return new String(Arrays.copyOf(copy, end), StandardCharsets.UTF_8);
        }
    }
}

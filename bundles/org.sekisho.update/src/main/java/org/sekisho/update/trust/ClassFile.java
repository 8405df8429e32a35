// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The names a class file refers to. Layout and numbers: The Java Virtual Machine Specification, SE
 * 17, chapter 4.
 */
final class ClassFile {
    static final int MAGIC = 0xcafebabe;
    private static final int ACCESS_NATIVE = 0x0100;
    private static final int MEMBER_FIXED = 6;

    private final DataInputStream in;
    private final Set<String> types = new LinkedHashSet<>();
    private final Set<String> members = new LinkedHashSet<>();
    private final Set<String> strings = new LinkedHashSet<>();
    private boolean nativeMethods;

    private ClassFile(byte[] content) {
        this.in = new DataInputStream(new ByteArrayInputStream(content));
    }

    /**
     * Reads a class file up to its methods.
     *
     * @throws IOException if it is malformed
     */
    static ClassFile read(byte[] content) throws IOException {
        ClassFile file = new ClassFile(content);
        try {
            file.parse();
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("an index leads nowhere", e);
        }
        return file;
    }

    /** Whether some bytes begin like a class file. */
    static boolean looksLike(byte[] content) {
        return content.length >= 4
                && content[0] == (byte) 0xca
                && content[1] == (byte) 0xfe
                && content[2] == (byte) 0xba
                && content[3] == (byte) 0xbe;
    }

    private void parse() throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("it does not begin like a class");
        }
        in.readInt(); // version
        int count = in.readUnsignedShort();
        int[] tags = new int[count];
        int[] first = new int[count];
        int[] second = new int[count];
        String[] texts = new String[count];
        for (int i = 1; i < count; i++) {
            tags[i] = in.readUnsignedByte();
            switch (tags[i]) {
                case 1 -> texts[i] = in.readUTF();
                case 3, 4 -> skip(4);
                case 5, 6 -> {
                    skip(8);
                    i++; // §4.4.5: takes two places
                }
                case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
                case 9, 10, 11, 12, 17, 18 -> {
                    first[i] = in.readUnsignedShort();
                    second[i] = in.readUnsignedShort();
                }
                case 15 -> skip(3);
                default -> throw new IOException("its constant " + i + " is of an unknown kind");
            }
        }
        for (int i = 1; i < count; i++) {
            switch (tags[i]) {
                case 7 -> types.add(String.valueOf(texts[first[i]]));
                case 8 -> strings.add(String.valueOf(texts[first[i]]));
                case 10, 11 -> members.add(texts[first[first[i]]] + "." + texts[first[second[i]]]);
                default -> {
                    // names of others are found through what refers to them
                }
            }
        }
        skip(MEMBER_FIXED); // access, this, super
        skip(2L * in.readUnsignedShort());
        members(false);
        members(true);
    }

    private void members(boolean methods) throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            int access = in.readUnsignedShort();
            nativeMethods |= methods && (access & ACCESS_NATIVE) != 0;
            skip(4); // name, descriptor
            int attributes = in.readUnsignedShort();
            for (int a = 0; a < attributes; a++) {
                skip(2);
                skip(Integer.toUnsignedLong(in.readInt()));
            }
        }
    }

    private void skip(long bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    /** Types, as {@code java/net/Socket}. */
    Set<String> types() {
        return types;
    }

    /** Methods, as {@code java/lang/Runtime.exec}. */
    Set<String> members() {
        return members;
    }

    /** Literals. */
    Set<String> strings() {
        return strings;
    }

    /** Whether a method of it is machine code. */
    boolean nativeMethods() {
        return nativeMethods;
    }
}

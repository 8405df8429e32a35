// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zip file that every reader must read the same: entries stand one behind the other from the
 * first byte to the directory, which ends the file, and both describe them alike. So a reader that
 * walks through the file and one that trusts the directory can't see different content, and nothing
 * hides in between. Layout and field names: PKWARE APPNOTE 6.3, §4.3.
 */
final class StrictZip {
    /** Far more than any bundle, far less than would hurt. */
    static final int MOST_ENTRIES = 10_000;

    /** Bytes of all entries together, unpacked. */
    static final long MOST_UNPACKED = 256L << 20;

    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int LONGEST_COMMENT = 0xffff;

    // General purpose bits, APPNOTE §4.4.4: level of deflate, sizes follow the data, names in
    // UTF-8.
    private static final int FLAG_DESCRIPTOR = 1 << 3;
    private static final int FLAGS_ALLOWED = 1 << 1 | 1 << 2 | FLAG_DESCRIPTOR | 1 << 11;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    // APPNOTE §4.4.2.2 and stat(2): who made the entry on Unix put its mode into the upper half.
    private static final int MADE_ON_UNIX = 3;
    private static final int MODE_TYPE = 0170000;
    private static final int MODE_SYMLINK = 0120000;

    private final ByteBuffer zip;
    private long unpacked;

    private record Entry(
            String name, int flags, int method, int crc, int packed, int size, int at) {}

    private StrictZip(byte[] content) {
        this.zip = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Unpacks everything.
     *
     * @return content of each entry by its name, in the order of the file; folders end in a slash
     */
    static Map<String, byte[]> read(byte[] content) throws RefusedJarException {
        try {
            return new StrictZip(content).entries();
        } catch (IndexOutOfBoundsException e) {
            throw new RefusedJarException("it is damaged: a length in it points beyond its end");
        }
    }

    private Map<String, byte[]> entries() throws RefusedJarException {
        int end = end();
        int count = unsigned(end + 10);
        int size = zip.getInt(end + 12);
        int start = zip.getInt(end + 16);
        if (zip.getInt(end + 4) != 0 || unsigned(end + 8) != count) {
            throw new RefusedJarException("it is one of several parts; a jar is one file");
        }
        if (count > MOST_ENTRIES) {
            throw new RefusedJarException(
                    "it has " + count + " entries or more; " + MOST_ENTRIES + " are allowed");
        }
        if (start < 0 || size < 0 || (long) start + size != end) {
            throw new RefusedJarException(
                    "its directory is not where its end says: there are bytes before or after the"
                            + " jar, or it is a zip64; make it with jar or bnd");
        }
        List<Entry> entries = directory(count, start, end);
        entries.sort(Comparator.comparingInt(Entry::at));
        Map<String, byte[]> contents = new LinkedHashMap<>();
        int at = 0;
        for (Entry entry : entries) {
            if (entry.at() != at) {
                throw new RefusedJarException(
                        "there are bytes before entry "
                                + Text.printable(entry.name())
                                + " that belong to no entry");
            }
            at = contents(entry, contents);
        }
        if (at != start) {
            throw new RefusedJarException("there are bytes after its last entry");
        }
        return contents;
    }

    private int end() throws RefusedJarException {
        int end = zip.limit() - END_LENGTH;
        if (end >= 0 && zip.getInt(end) == END && zip.getShort(end + 20) == 0) {
            return end;
        }
        int lowest = Math.max(0, end - LONGEST_COMMENT);
        for (int at = end - 1; at >= lowest; at--) {
            if (zip.getInt(at) == END) {
                throw new RefusedJarException("there are bytes after its end, or a comment");
            }
        }
        throw new RefusedJarException(
                "it is cut off or no jar: the directory that ends a jar is missing. Copy it under"
                        + " another name and rename it when it is complete");
    }

    private List<Entry> directory(int count, int start, int end) throws RefusedJarException {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int at = start;
        for (int i = 0; i < count; i++) {
            if (zip.getInt(at) != CENTRAL) {
                throw new RefusedJarException("its directory is damaged at entry " + i);
            }
            int nameLength = unsigned(at + 28);
            String name = name(at + CENTRAL_LENGTH, nameLength);
            String shown = Text.printable(name);
            int madeOn = unsigned(at + 4) >>> 8;
            int mode = zip.getInt(at + 38) >>> 16;
            if (madeOn == MADE_ON_UNIX && (mode & MODE_TYPE) == MODE_SYMLINK) {
                throw new RefusedJarException("entry " + shown + " is a symbolic link");
            }
            // Java finds the files of META-INF whatever their case.
            boolean anyCase = name.toUpperCase(Locale.ROOT).startsWith("META-INF/");
            if (!names.add(anyCase ? name.toUpperCase(Locale.ROOT) : name)) {
                throw new RefusedJarException("entry " + shown + " is there twice");
            }
            Entry entry =
                    new Entry(
                            name,
                            unsigned(at + 8),
                            unsigned(at + 10),
                            zip.getInt(at + 16),
                            zip.getInt(at + 20),
                            zip.getInt(at + 24),
                            zip.getInt(at + 42));
            if ((entry.flags() & ~FLAGS_ALLOWED) != 0
                    || entry.method() != STORED && entry.method() != DEFLATED
                    || entry.method() == STORED && (entry.flags() & FLAG_DESCRIPTOR) != 0) {
                throw new RefusedJarException(
                        "entry " + shown + " is encrypted or packed in a way that jars are not");
            }
            unpacked += Integer.toUnsignedLong(entry.size());
            if (unpacked > MOST_UNPACKED) {
                throw new RefusedJarException(
                        "it is more than " + (MOST_UNPACKED >> 20) + " MiB when it is unpacked");
            }
            entries.add(entry);
            at += CENTRAL_LENGTH + nameLength + unsigned(at + 30) + unsigned(at + 32);
        }
        if (at != end) {
            throw new RefusedJarException("its directory has bytes that belong to no entry");
        }
        return entries;
    }

    private String name(int at, int length) throws RefusedJarException {
        String name;
        try {
            name = StandardCharsets.UTF_8.newDecoder().decode(zip.slice(at, length)).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedJarException("the name of an entry is not UTF-8");
        }
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        boolean wrong =
                name.indexOf('\\') >= 0
                        || name.indexOf(':') >= 0
                        || name.chars().anyMatch(c -> c < ' ' || c == 0x7f)
                        || Stream.of(path.split("/", -1))
                                .anyMatch(part -> part.isEmpty() || part.matches("\\.\\.?"));
        if (wrong) {
            throw new RefusedJarException(
                    "entry " + Text.printable(name) + " has a name that leads out of the jar");
        }
        return name;
    }

    /** Unpacks one entry and answers where it ends. */
    private int contents(Entry entry, Map<String, byte[]> contents) throws RefusedJarException {
        int at = entry.at();
        int nameLength = unsigned(at + 26);
        boolean later = (entry.flags() & FLAG_DESCRIPTOR) != 0;
        boolean same =
                zip.getInt(at) == LOCAL
                        && unsigned(at + 6) == entry.flags()
                        && unsigned(at + 8) == entry.method()
                        && field(at + 14, entry.crc(), later)
                        && field(at + 18, entry.packed(), later)
                        && field(at + 22, entry.size(), later)
                        && name(at + LOCAL_LENGTH, nameLength).equals(entry.name());
        if (!same) {
            throw new RefusedJarException(
                    "entry "
                            + Text.printable(entry.name())
                            + " is described differently in the directory");
        }
        int data = at + LOCAL_LENGTH + nameLength + unsigned(at + 28);
        byte[] content = unpack(entry, data);
        CRC32 crc = new CRC32();
        crc.update(content);
        if ((int) crc.getValue() != entry.crc()) {
            throw new RefusedJarException(
                    "entry " + Text.printable(entry.name()) + " is damaged: its checksum is wrong");
        }
        if (entry.name().endsWith("/") && content.length > 0) {
            throw new RefusedJarException(
                    "entry " + Text.printable(entry.name()) + " is a folder with content");
        }
        contents.put(entry.name(), content);
        int end = data + entry.packed();
        return later ? descriptor(end, entry) : end;
    }

    private boolean field(int at, int expected, boolean later) {
        int value = zip.getInt(at);
        return value == expected || later && value == 0;
    }

    private int descriptor(int at, Entry entry) throws RefusedJarException {
        int fields = zip.getInt(at) == DESCRIPTOR ? at + 4 : at;
        if (zip.getInt(fields) != entry.crc()
                || zip.getInt(fields + 4) != entry.packed()
                || zip.getInt(fields + 8) != entry.size()) {
            throw new RefusedJarException(
                    "entry "
                            + Text.printable(entry.name())
                            + " is described differently behind its data");
        }
        return fields + 12;
    }

    private byte[] unpack(Entry entry, int at) throws RefusedJarException {
        if (entry.packed() < 0 || entry.size() < 0) {
            throw new IndexOutOfBoundsException();
        }
        ByteBuffer packed = zip.slice(at, entry.packed());
        byte[] content = new byte[entry.size()];
        if (entry.method() == STORED) {
            if (entry.packed() != entry.size()) {
                throw new RefusedJarException(
                        "entry " + Text.printable(entry.name()) + " has two different lengths");
            }
            packed.get(content);
            return content;
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            int done = 0;
            while (done < content.length) {
                int n = inflater.inflate(content, done, content.length - done);
                if (n == 0) {
                    break;
                }
                done += n;
            }
            // The end mark of the stream may still have to be read, and must be the last thing.
            boolean more = inflater.inflate(new byte[1]) > 0;
            if (done < content.length || more || !inflater.finished() || packed.hasRemaining()) {
                throw new DataFormatException("length");
            }
            return content;
        } catch (DataFormatException e) {
            throw new RefusedJarException(
                    "entry " + Text.printable(entry.name()) + " can't be unpacked: it is damaged");
        } finally {
            inflater.end();
        }
    }

    private int unsigned(int at) {
        return Short.toUnsignedInt(zip.getShort(at));
    }

    /** The files that {@code jarsigner} adds, directly in META-INF. */
    static boolean signatureFile(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The bytes of one direction of a TCP connection, of which some are taken out and others put in;
 * tells where each byte of the original is then. Knows TLS records (RFC 8446 §5.1).
 */
final class RewrittenStream {
    /** A record: where its header begins in the original, and the length that stands there. */
    record TlsRecord(int at, int type, int length) {
        int end() {
            return at + 5 + length;
        }
    }

    private record Edit(int removed, byte[] inserted) {}

    /** What a proxy is asked and answers before TLS begins is not longer. */
    private static final int MOST_BEFORE_HELLO = 4096;

    private final byte[] bytes;
    private final Set<Integer> turns;
    private final List<TlsRecord> records = new ArrayList<>();
    private final TreeMap<Integer, Edit> edits = new TreeMap<>();
    private int[] places;
    private byte[] written;

    /**
     * A direction that has TLS from a hello on.
     *
     * @param original its bytes
     * @param hello type of the hello: 1 a client's, 2 a server's
     * @param turns where its sender begins to speak, after the other end or after a while
     */
    RewrittenStream(byte[] original, int hello, Set<Integer> turns) {
        bytes = original.clone();
        this.turns = turns;
        int at = helloAt(hello);
        while (at + 5 <= bytes.length && type(at) >= 20 && type(at) <= 23 && bytes[at + 1] == 3) {
            TlsRecord record = new TlsRecord(at, type(at), u16(at + 3));
            if (record.end() > bytes.length) {
                break;
            }
            records.add(record);
            at = record.end();
        }
    }

    RewrittenStream(byte[] original, int hello) {
        this(original, hello, Set.of());
    }

    private int helloAt(int message) {
        for (int at = 0; at < MOST_BEFORE_HELLO && at + 45 <= bytes.length; at++) {
            boolean hello = type(at) == 22 && bytes[at + 1] == 3 && u8(at + 5) == message;
            if (hello && (at == 0 || u8(at + 6) == 0)) {
                return at;
            }
        }
        return bytes.length;
    }

    private int type(int at) {
        return bytes[at] & 0xff;
    }

    int u16(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    int u8(int at) {
        return bytes[at] & 0xff;
    }

    /** Whole records from the start on, until something else comes. */
    List<TlsRecord> records() {
        return records;
    }

    /** Those that carry application data, or since TLS 1.3 anything encrypted. */
    List<TlsRecord> data() {
        return records.stream().filter(record -> record.type() == 23).toList();
    }

    void add16(int at, int difference) {
        Checksum.put16(bytes, at, u16(at) + difference);
    }

    /** Takes bytes out. */
    void remove(int at, int count) {
        edits.put(at, new Edit(count, new byte[0]));
    }

    /** Takes a whole record out. */
    void remove(TlsRecord record) {
        remove(record.at(), record.end() - record.at());
    }

    /** Handshake records in clear: those before anything encrypted or the change of the cipher. */
    List<TlsRecord> clear() {
        List<TlsRecord> clear = new ArrayList<>();
        for (TlsRecord record : records) {
            if (record.type() != 22) {
                break;
            }
            clear.add(record);
        }
        return clear;
    }

    /**
     * Divides a record: a new header stands before each of these places.
     *
     * @param places indexes in the original, all within the record's content, in order
     * @param protection what each further record adds: random bytes as of a tag, 0 in clear
     */
    void divide(TlsRecord record, List<Integer> places, int protection, Random random) {
        int from = record.at() + 5;
        for (int i = 0; i <= places.size(); i++) {
            int to = i == places.size() ? record.end() : places.get(i);
            int length = to - from + (i == places.size() ? 0 : protection);
            if (i == 0) {
                Checksum.put16(bytes, record.at() + 3, length);
            } else {
                byte[] inserted = new byte[protection + 5];
                random.nextBytes(inserted);
                System.arraycopy(bytes, record.at(), inserted, protection, 3);
                Checksum.put16(inserted, protection + 3, length);
                edits.put(from, new Edit(0, inserted));
            }
            from = to;
        }
    }

    /**
     * Makes one record of each row of encrypted ones that their sender wrote in one go.
     *
     * @param protection what each record adds to its content
     * @param apart records that can't be joined to those before them
     */
    void merge(int protection, Set<TlsRecord> apart) {
        TlsRecord first = null;
        int length = 0;
        for (TlsRecord record : records) {
            boolean follows =
                    first != null
                            && record.type() == 23
                            && !begins(record)
                            && !apart.contains(record);
            if (follows && length + record.length() - protection <= 16_384) {
                length += record.length() - protection;
                Checksum.put16(bytes, first.at() + 3, length);
                remove(record.at(), 5);
                remove(record.end() - protection, protection);
            } else {
                first = record.type() == 23 ? record : null;
                length = record.length();
            }
        }
    }

    private boolean begins(TlsRecord record) {
        return turns.contains(record.at());
    }

    /** Makes a record longer. */
    void lengthen(TlsRecord record, int more, Random random) {
        byte[] padding = new byte[Math.min(more, 16_384 + 256 - record.length())];
        random.nextBytes(padding);
        add16(record.at() + 3, padding.length);
        // within it, so that the segment that ends it brings them
        edits.put(record.end() - 1, new Edit(0, padding));
    }

    private void write() {
        places = new int[bytes.length + 1];
        byte[] out = new byte[bytes.length + 64];
        int length = 0;
        int removedUntil = 0;
        for (int i = 0; i < bytes.length; i++) {
            places[i] = length;
            Edit edit = edits.get(i);
            if (edit != null && i >= removedUntil) {
                removedUntil = i + edit.removed();
                out = room(out, length + edit.inserted().length);
                System.arraycopy(edit.inserted(), 0, out, length, edit.inserted().length);
                length += edit.inserted().length;
            }
            if (i >= removedUntil) {
                out = room(out, length + 1);
                out[length++] = bytes[i];
            }
        }
        places[bytes.length] = length;
        written = Arrays.copyOf(out, length);
    }

    private static byte[] room(byte[] out, int wanted) {
        return wanted <= out.length ? out : Arrays.copyOf(out, 2 * wanted);
    }

    /** Where the byte at this place of the original is. */
    int place(int original) {
        if (places == null) {
            write();
        }
        if (original <= 0 || original > bytes.length) {
            return original <= 0 ? original : original - bytes.length + places[bytes.length];
        }
        return places[original];
    }

    /** What stands where these bytes of the original were, or null if they are not known. */
    byte[] between(int from, int to) {
        return from < 0 || to > bytes.length
                ? null
                : Arrays.copyOfRange(written, place(from), place(to));
    }
}

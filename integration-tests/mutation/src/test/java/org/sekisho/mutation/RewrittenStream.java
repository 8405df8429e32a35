// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

    private final byte[] bytes;
    private final List<TlsRecord> records = new ArrayList<>();
    private final TreeMap<Integer, Edit> edits = new TreeMap<>();
    private int[] places;
    private byte[] written;

    RewrittenStream(byte[] original) {
        bytes = original.clone();
        int at = 0;
        while (at + 5 <= bytes.length && type(at) >= 20 && type(at) <= 23 && bytes[at + 1] == 3) {
            TlsRecord record = new TlsRecord(at, type(at), u16(at + 3));
            if (record.end() > bytes.length) {
                break;
            }
            records.add(record);
            at = record.end();
        }
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

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A record of the API as the bytes that a row keeps: a version, a checksum over the text, and the
 * text itself, deflated. The checksum is ours because the database has none for its contents.
 */
final class RecordCodec {
    /** What is written; a reader knows all that were ever written. */
    private static final byte VERSION = 1;

    private static final int HEADER = 1 + Integer.BYTES;

    /** No record of the API comes near; what claims more is damaged. */
    private static final int MOST_BYTES = 8 << 20;

    private RecordCodec() {}

    /** A row that can't be read. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static byte[] encode(Record value) {
        byte[] text = RecordJson.write(value);
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(text);
            deflater.finish();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEADER + text.length / 2);
            bytes.writeBytes(
                    ByteBuffer.allocate(HEADER).put(VERSION).putInt(checksum(text)).array());
            byte[] piece = new byte[4096];
            while (!deflater.finished()) {
                bytes.write(piece, 0, deflater.deflate(piece));
            }
            return bytes.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /**
     * The record that was encoded.
     *
     * @param known see {@link RecordJson#read}
     */
    static <R extends Record> R decode(byte[] bytes, Class<R> type, Map<Object, Object> known)
            throws Unreadable {
        if (bytes == null || bytes.length < HEADER) {
            throw new Unreadable("it is too short", null);
        }
        if (bytes[0] != VERSION) {
            throw new Unreadable("its version " + bytes[0] + " is not known", null);
        }
        try {
            byte[] text = inflate(bytes);
            if (ByteBuffer.wrap(bytes).getInt(1) != checksum(text)) {
                throw new Unreadable("its checksum is wrong", null);
            }
            return RecordJson.read(text, type, known);
        } catch (DataFormatException | IOException | RuntimeException e) {
            throw new Unreadable("it can't be decoded: " + e.getMessage(), e);
        }
    }

    private static byte[] inflate(byte[] bytes) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, HEADER, bytes.length - HEADER);
            ByteArrayOutputStream text = new ByteArrayOutputStream(bytes.length * 3);
            byte[] piece = new byte[4096];
            while (!inflater.finished()) {
                int count = inflater.inflate(piece);
                text.write(piece, 0, count);
                if (text.size() > MOST_BYTES || count == 0 && !inflater.finished()) {
                    throw new DataFormatException("cut off or too long");
                }
            }
            return text.toByteArray();
        } finally {
            inflater.end();
        }
    }

    private static int checksum(byte[] text) {
        CRC32 crc = new CRC32();
        crc.update(text);
        return (int) crc.getValue();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * gzip (RFC 1952) with any number of members. {@link java.util.zip.GZIPInputStream} is not used
 * because it takes a pause in a pipe for the end, hides garbage after a member, and loses the bytes
 * before damage.
 */
final class GzipUnpacker extends Unpacker {
    // RFC 1952 §2.3.1, flags
    private static final int FHCRC = 0x02;
    private static final int FEXTRA = 0x04;
    private static final int FNAME = 0x08;
    private static final int FCOMMENT = 0x10;
    private static final int RESERVED = 0xe0;

    private static final String CUT_OFF = "the gzip data ends early: the file is cut off";

    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private boolean inMember;
    private boolean first = true;

    GzipUnpacker(InputStream source, UnpackBounds bounds) {
        super(source, bounds);
    }

    @Override
    protected int unpack(byte[] target, int offset, int length) throws IOException {
        while (true) {
            if (inMember && inflater.finished()) {
                endMember();
            }
            if (!inMember && !beginMember()) {
                return -1;
            }
            int size = inflate(target, offset, length);
            checksum.update(target, offset, size);
            if (size > 0) {
                return size;
            }
            if (!inflater.finished() && next == end && !refill()) {
                throw new IOException(CUT_OFF);
            }
        }
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        inflater.setInput(packed, next, end - next);
        long before = inflater.getBytesWritten();
        try {
            int size = inflater.inflate(target, offset, length);
            next = end - inflater.getRemaining();
            if (inflater.needsDictionary()) {
                throw new IOException("the gzip data is damaged: it asks for a dictionary");
            }
            return size;
        } catch (DataFormatException e) {
            int size = (int) (inflater.getBytesWritten() - before);
            if (size > 0) {
                // the next call meets the same damage and has nothing to give before it
                next = end - inflater.getRemaining();
                return size;
            }
            throw new IOException("the gzip data is damaged: " + e.getMessage(), e);
        }
    }

    private boolean beginMember() throws IOException {
        int octet = octetOrEnd();
        while (octet == 0 && !first) {
            // blocks on tape are filled up with zeros
            octet = octetOrEnd();
        }
        if (octet < 0) {
            return false;
        }
        if (octet != 0x1f || octet() != 0x8b) {
            throw new IOException("what follows the gzip data is no gzip data");
        }
        int method = octet();
        int flags = octet();
        if (method != 8 || (flags & RESERVED) != 0) {
            throw new IOException(
                    "gzip method %d with flags 0x%02x is unknown".formatted(method, flags));
        }
        skip(6);
        if ((flags & FEXTRA) != 0) {
            skip(octet() | octet() << 8);
        }
        if ((flags & FNAME) != 0) {
            skipText();
        }
        if ((flags & FCOMMENT) != 0) {
            skipText();
        }
        if ((flags & FHCRC) != 0) {
            skip(2);
        }
        inflater.reset();
        checksum.reset();
        first = false;
        inMember = true;
        return true;
    }

    private void endMember() throws IOException {
        inMember = false;
        long size = inflater.getBytesWritten() & 0xffff_ffffL;
        long expectedChecksum = little32();
        long expectedSize = little32();
        if (expectedChecksum != checksum.getValue() || expectedSize != size) {
            throw new IOException("the gzip data is damaged: its checksum or length is wrong");
        }
    }

    private long little32() throws IOException {
        return octet() | octet() << 8 | octet() << 16 | (long) octet() << 24;
    }

    private void skipText() throws IOException {
        while (octet() != 0) {
            continue;
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            octet();
        }
    }

    private int octet() throws IOException {
        int octet = octetOrEnd();
        if (octet < 0) {
            throw new IOException(CUT_OFF);
        }
        return octet;
    }

    private int octetOrEnd() throws IOException {
        return next < end || refill() ? packed[next++] & 0xff : -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        super.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;
import java.io.InputStream;

/**
 * Packed input on its way to being unpacked, a piece at a time. Damage is reported only after all
 * that came before it was handed out.
 */
abstract class Unpacker extends InputStream {
    private static final int PACKED_PIECE = 128 << 10;

    /** Packed bytes waiting: from {@link #next} to {@link #end}. */
    protected final byte[] packed = new byte[PACKED_PIECE];

    protected int next;
    protected int end;

    private final InputStream source;
    private final UnpackBounds bounds;
    private long packedBefore;
    private long unpacked;
    private IOException failure;

    Unpacker(InputStream source, UnpackBounds bounds) {
        this.source = source;
        this.bounds = bounds;
    }

    /**
     * Unpacks some bytes.
     *
     * @return how many, or -1 at the end of the input
     * @throws IOException with a sentence about the packed data, after which nothing follows
     */
    protected abstract int unpack(byte[] target, int offset, int length) throws IOException;

    /** Reads the next packed bytes, when none are left. */
    protected final boolean refill() throws IOException {
        packedBefore += end;
        next = 0;
        end = 0;
        int size = source.read(packed, 0, packed.length);
        end = Math.max(0, size);
        return size > 0;
    }

    @Override
    public final int read(byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length && failure == null) {
            try {
                int size = unpack(target, offset + done, length - done);
                if (size < 0) {
                    return done > 0 ? done : -1;
                }
                done += size;
                unpacked += size;
                bounds.check(unpacked, packedBefore + next);
                if (done > 0 && next == end && source.available() == 0) {
                    // a pipe with nothing in it yet: hand on what there is
                    return done;
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        if (done == 0 && failure != null) {
            throw failure;
        }
        return done;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}

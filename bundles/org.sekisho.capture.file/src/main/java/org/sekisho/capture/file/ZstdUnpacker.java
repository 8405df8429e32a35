// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * zstd (RFC 8878) with any number of frames. Only this class refers to zstd-jni, which may be
 * missing. libzstd refuses windows of more than 128 MiB by itself, which bounds its memory.
 */
final class ZstdUnpacker extends Unpacker {
    /** Small, because what one call unpacked before it met damage is lost. */
    private static final int PIECE = 16 << 10;

    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final ByteBuffer input = ByteBuffer.wrap(packed);
    private ByteBuffer output = ByteBuffer.allocate(0);
    private boolean inFrame;

    ZstdUnpacker(InputStream source, UnpackBounds bounds) {
        super(source, bounds);
    }

    @Override
    protected int unpack(byte[] target, int offset, int length) throws IOException {
        if (output.array() != target) {
            output = ByteBuffer.wrap(target);
        }
        while (true) {
            output.limit(offset + Math.min(length, PIECE)).position(offset);
            if (inFrame || next < end) {
                int before = next;
                decompress();
                if (output.position() > offset) {
                    return output.position() - offset;
                }
                if (next > before) {
                    continue;
                }
            }
            if (!refill()) {
                if (inFrame) {
                    throw new IOException("the zstd data ends early: the file is cut off");
                }
                return -1;
            }
        }
    }

    private void decompress() throws IOException {
        input.limit(end).position(next);
        try {
            inFrame = !context.decompressByteBufferStream(output, input);
            next = input.position();
        } catch (ZstdException e) {
            throw new IOException(
                    "the zstd data is damaged or needs too much memory (%s)"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        context.close();
        super.close();
    }
}

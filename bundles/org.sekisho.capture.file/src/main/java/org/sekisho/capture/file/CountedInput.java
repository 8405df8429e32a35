// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** The input as it lies in the file, counting what was read of it for the progress bar. */
final class CountedInput extends InputStream {
    private final InputStream source;
    private final AtomicLong count = new AtomicLong();

    CountedInput(InputStream source) {
        this.source = source;
    }

    /** Bytes read so far; from any thread. */
    long count() {
        return count.getAcquire();
    }

    @Override
    public int read() throws IOException {
        int octet = source.read();
        if (octet >= 0) {
            count.setRelease(count.getPlain() + 1);
        }
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int size = source.read(target, offset, length);
        if (size > 0) {
            count.setRelease(count.getPlain() + size);
        }
        return size;
    }

    @Override
    public int available() throws IOException {
        return source.available();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}

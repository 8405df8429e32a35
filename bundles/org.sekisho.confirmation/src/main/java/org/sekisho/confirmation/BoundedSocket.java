// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A socket that takes no more bytes from the other end than are left, TLS included. */
final class BoundedSocket extends Socket {
    private long left;

    /**
     * @param most bytes it takes
     */
    BoundedSocket(long most) {
        left = most;
    }

    /** Bytes that it would still take. */
    long left() {
        return left;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left == 0) {
                    throw new IOException("the server sent more than is taken");
                }
                int read = in.read(into, offset, (int) Math.min(length, left));
                left -= Math.max(0, read);
                return read;
            }
        };
    }
}

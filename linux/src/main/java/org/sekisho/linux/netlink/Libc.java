// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** The calls of the C library that a netlink socket needs. */
final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int bind(int socket, ByteBuffer address, int length) throws LastErrorException;

    static native int getsockname(int socket, ByteBuffer address, ByteBuffer length)
            throws LastErrorException;

    static native int setsockopt(int socket, int level, int option, ByteBuffer value, int length)
            throws LastErrorException;

    static native int getsockopt(
            int socket, int level, int option, ByteBuffer value, ByteBuffer length)
            throws LastErrorException;

    static native long send(int socket, ByteBuffer from, long length, int flags)
            throws LastErrorException;

    static native long recv(int socket, ByteBuffer to, long length, int flags)
            throws LastErrorException;

    static native int close(int file);

    static native Pointer strerror(int number);
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The calls of the C library that a netlink socket needs. */
final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int setsockopt(int socket, int level, int option, Pointer value, int length)
            throws LastErrorException;

    static native long send(int socket, Pointer data, long length, int flags)
            throws LastErrorException;

    static native long recv(int socket, Pointer data, long length, int flags)
            throws LastErrorException;

    static native int close(int file);
}

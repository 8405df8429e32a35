// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The calls of the C library that a packet socket needs. */
final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int setsockopt(int socket, int level, int option, Pointer value, int length)
            throws LastErrorException;

    static native int getsockopt(int socket, int level, int option, Pointer value, Pointer length)
            throws LastErrorException;

    static native int bind(int socket, Pointer address, int length) throws LastErrorException;

    static native Pointer mmap(
            Pointer address, long length, int protection, int flags, int file, long offset)
            throws LastErrorException;

    static native int munmap(Pointer address, long length) throws LastErrorException;

    // no exception: interrupted is an ordinary answer, and this one is called in the loop
    static native int poll(Pointer files, long count, int timeoutMillis);

    static native int eventfd(int initial, int flags) throws LastErrorException;

    static native long write(int file, Pointer from, long length);

    static native long read(int file, Pointer to, long length);

    static native int close(int file);

    static native Pointer strerror(int number);
}

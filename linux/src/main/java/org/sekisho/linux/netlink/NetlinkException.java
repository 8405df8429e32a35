// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.netlink;

import java.io.IOException;

/** The kernel refused something, or could not be asked. */
public final class NetlinkException extends IOException {
    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** There is no such thing. */
    public static final int ENOENT = 2;

    /** Interrupted by a signal. */
    public static final int EINTR = 4;

    /** Nothing there now. */
    public static final int EAGAIN = 11;

    /** It exists already, or something that excludes it. */
    public static final int EEXIST = 17;

    /** Something about it is unknown to this kernel, or wrong. */
    public static final int EINVAL = 22;

    /** There is something in it, or something lies partly in it. */
    public static final int ENOTEMPTY = 39;

    /** This kernel lacks a part that is needed. */
    public static final int EOPNOTSUPP = 95;

    /** This kernel lacks the address family. */
    public static final int EAFNOSUPPORT = 97;

    /** Messages were lost because nobody took them. */
    public static final int ENOBUFS = 105;

    private static final long serialVersionUID = 1L;

    private final int error;
    private final int sequence;

    NetlinkException(int error, int sequence, String message) {
        super(message);
        this.error = error;
        this.sequence = sequence;
    }

    /** The kernel's number of the error (errno(3)); 0 if the answer itself was wrong. */
    public int error() {
        return error;
    }

    /** Which message was refused; 0 if it was about none. */
    public int sequence() {
        return sequence;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.netlink;

import java.nio.ByteBuffer;

/**
 * A message from the kernel. Its memory is reused: read it before the next one comes.
 *
 * @param type subsystem and kind
 * @param sequence number of the request it answers
 * @param port socket that caused it
 * @param body what follows the header, in the byte order of the machine
 */
public record Message(int type, int flags, int sequence, int port, ByteBuffer body) {
    private static final int NETFILTER_HEADER = 4;

    /** Kind within the subsystem of netfilter. */
    public int kind() {
        return type & 0xff;
    }

    /** Protocol family in a message of netfilter. */
    public int family() {
        return body.limit() > 0 ? body.get(0) & 0xff : 0;
    }

    /** Attributes of a message of netfilter. */
    public Attributes attributes() {
        return attributes(NETFILTER_HEADER);
    }

    /** Attributes behind a header of so many bytes. */
    public Attributes attributes(int header) {
        return Attributes.of(body, Math.min(header, body.limit()), body.limit());
    }
}

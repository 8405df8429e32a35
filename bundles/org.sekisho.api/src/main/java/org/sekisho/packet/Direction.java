// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

/** Which way bytes travel within a flow, seen from the host that opened it. */
public enum Direction {
    /** From the client (the end that opened the flow) to the server. */
    TO_SERVER,
    /** From the server to the client. */
    TO_CLIENT;

    /** The other direction. */
    public Direction opposite() {
        return this == TO_SERVER ? TO_CLIENT : TO_SERVER;
    }
}

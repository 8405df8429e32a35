// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

/**
 * A tunnel that was set up anew between the same two machines: the case went on. Connections that a
 * session opens beside the ones it has are none of these.
 *
 * @param time packet time in nanoseconds since 1970-01-01 UTC when the new session was recognised
 * @param frame number of the frame in which it was
 * @param silence nanoseconds since the former session was last heard of, both ends taking part; 0
 *     or more
 * @param from the client's end of the former session
 * @param to the client's end of the new one: of another port at least
 * @param before carrier of the former session
 * @param after carrier of the new one
 */
public record Reconnect(
        long time, long frame, long silence, Party from, Party to, Method before, Method after)
        implements java.io.Serializable {
    /** Whether the client came with another address. */
    public boolean otherAddress() {
        return from.address() != null && !from.address().equals(to.address());
    }

    /** Whether it travels otherwise than before. */
    public boolean otherCarrier() {
        return before != after;
    }
}

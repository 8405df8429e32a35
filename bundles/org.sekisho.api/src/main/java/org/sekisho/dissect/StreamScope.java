// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissect;

import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.event.Carrier;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;

/**
 * A stream's side of {@link FlowScope}: a {@link StreamDissector} answers each call by saying here
 * what it wants next. What it says holds until it says something else.
 */
@ProviderType
public interface StreamScope extends FlowScope {
    /** Most bytes that {@link #need} can ask for. */
    int MAX_NEED = 65536;

    /**
     * Be called again in this direction when at least this many bytes are there after those
     * consumed. More than {@link #MAX_NEED} counts as {@link #MAX_NEED}. Without this, one byte is
     * enough.
     */
    void need(Direction direction, int bytes);

    /**
     * After the bytes consumed, pass over this many bytes of the direction without copying or
     * showing them.
     */
    void skip(Direction direction, long bytes);

    /** How many bytes of the direction were consumed or skipped before this call. */
    long position(Direction direction);

    /**
     * What follows the bytes consumed, in both directions, is another stream: it is probed again,
     * as an inner stream of this one, and this dissector is done with the flow. Bytes of a
     * direction that this dissector has not consumed yet belong to the inner stream.
     *
     * @param carrier what this flow is to the inner stream
     * @param target the real target as asked for; null if it is the server of this flow
     */
    void inner(Carrier carrier, Endpoint target);
}

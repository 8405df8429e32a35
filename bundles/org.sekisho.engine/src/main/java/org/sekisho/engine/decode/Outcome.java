// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

/** What became of a frame in {@link Decoder#decode}. */
public enum Outcome {
    /** An IP packet; the view is filled, also for protocols without ports. */
    PACKET,
    /** A frame without IP; the view has MAC addresses, EtherType and payload. */
    LINK,
    /** A fragment; it waits for the others, and the view holds nothing. */
    HELD,
    /** Could not be decoded; counted under a cause, and the view holds nothing. */
    SKIPPED
}

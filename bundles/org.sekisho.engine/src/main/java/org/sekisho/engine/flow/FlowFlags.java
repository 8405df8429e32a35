// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.flow;

/** The 16 flag bits of a flow's entry. Side A is the end with the smaller address and port. */
public final class FlowFlags {
    /** Side B is the client; else side A is. */
    public static final int CLIENT_IS_B = 1;

    /** Two bits: ordinal of {@link org.sekisho.event.Roles}. */
    public static final int ROLES_SHIFT = 1;

    /** Mask of those two bits. */
    public static final int ROLES_MASK = 3 << ROLES_SHIFT;

    /** Side A has sent FIN. */
    public static final int FIN_A = 1 << 3;

    /** Side B has sent FIN. */
    public static final int FIN_B = 1 << 4;

    /** The flow is over and its end was published; the entry stays for what trails behind. */
    public static final int CLOSED = 1 << 5;

    /** Both ends of a TCP flow have acknowledged bytes of the other. */
    public static final int TWO_WAY = 1 << 6;

    /** Only a SYN was seen so far; the entry holds its sequence number instead of a record. */
    public static final int HALF_OPEN = 1 << 7;

    /** The flow has a record. */
    public static final int HAS_RECORD = 1 << 8;

    /** An event of this flow was published, so its end will be too. */
    public static final int ANNOUNCED = 1 << 9;

    /** The look into the flow ended with its budget, so it may be taken up again after a pause. */
    public static final int BUDGET_SPENT = 1 << 10;

    /** The flow began before the capture did. */
    public static final int MID_STREAM = 1 << 11;

    /**
     * An end has sent RST. Anybody can send one in its name, so the flow is over only when nothing
     * follows.
     */
    public static final int RESET_SEEN = 1 << 12;

    /** A new period of time has begun for the flow; its next payload is worth an event. */
    public static final int CHECKPOINT_DUE = 1 << 13;

    private FlowFlags() {}
}

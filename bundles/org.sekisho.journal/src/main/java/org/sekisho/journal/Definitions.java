// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

/** Kinds of records that define what others refer to, and of those others. */
final class Definitions {
    /** A flow: id, then its components. */
    static final int FLOW = 2;

    /** A shape: id, name of the class, number of components, their names and types. */
    static final int SHAPE = 3;

    /** A constant of an enumeration: id, name of the class, its own name. */
    static final int CONSTANT = 4;

    /** A text or octets that come again: id, value. */
    static final int REPEATED = 5;

    /** An event: sequence, shape, origin, then the other components. */
    static final int EVENT = 6;

    /** What a segment holds, at its end. */
    static final int SUMMARY = 7;

    /** Deeper than any event's lists and records nest. */
    static final int DEPTH = 12;

    private Definitions() {}
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissect;

/** Answer to the question whether a stream is of a dissector's protocol. */
public enum Probe {
    /** It is. */
    YES,
    /** It is not, whatever follows. */
    NO,
    /** Undecided: ask again with more bytes, or with bytes of the other direction. */
    MORE
}

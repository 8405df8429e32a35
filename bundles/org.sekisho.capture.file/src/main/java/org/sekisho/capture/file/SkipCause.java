// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

/** What made a record, or its time stamp, unfit to be handed over as it is. */
enum SkipCause {
    /** A record without a byte of frame. */
    ZERO_LENGTH("frame of zero length"),
    /** Larger than any frame can be, but its length is within what the file announced. */
    OVER_256_KIB("frame of more than 256 KiB"),
    /** The record's end is known, its frame's end is not. */
    OVER_ITS_BLOCK("captured length over the length of its block"),
    /** Both lengths against one: nothing tells where the frame really ends. */
    CONTRADICTORY("captured length over both the snap length and the original length"),
    /** A packet block of an interface that no block before it described. */
    UNDECLARED_INTERFACE("interface number never declared"),
    /** Beside other interfaces that are decoded. */
    LINK_TYPE("interface with a link type that is not decoded"),
    /** The frame is handed over, with the running time instead. */
    TIME_AHEAD("time stamp more than a day ahead, replaced (frame kept)"),
    /** The frame is handed over, with the running time instead. */
    TIME_INVALID("time stamp that is no time, replaced (frame kept)");

    final String words;

    SkipCause(String words) {
        this.words = words;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

/** What was found in a datagram. */
enum Finding {
    /** A frame. */
    FRAME(""),
    /** A message that belongs to the encapsulation and carries none, such as a keep-alive. */
    NO_FRAME("messages without a frame"),
    /** A frame of something that is not decoded, such as one of the air. */
    NOT_DECODED("frames that are not Ethernet"),
    /** Not what was configured. */
    MALFORMED("datagrams that are not of the encapsulation");

    private final String words;

    Finding(String words) {
        this.words = words;
    }

    /** How it is counted, for people. */
    String words() {
        return words;
    }
}

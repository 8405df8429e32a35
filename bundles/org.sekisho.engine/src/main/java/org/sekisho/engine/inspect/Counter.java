// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

/** What a worker counts besides frames, bytes and flows. */
public enum Counter {
    /** Frames that are the same as one a few milliseconds before, as mirror ports make them. */
    DOUBLED("datagrams seen twice"),
    /** TCP streams in which no dissector found its protocol. */
    UNKNOWN_STREAMS("streams without a dissector"),
    /** UDP and ICMP flows that no dissector accepted. */
    UNKNOWN_DATAGRAM_FLOWS("datagram flows without a dissector"),
    /** Frames above Ethernet without IP that nobody reads. */
    UNKNOWN_LINK_FRAMES("link frames without a dissector"),
    /** Fragments that wait or waited for their others. */
    FRAGMENTS("fragments"),
    /** Bytes of streams that the capture lost. */
    LOST_STREAM_BYTES("stream bytes lost by the capture"),
    /** TCP streams with two copies of the same bytes that differ. */
    AMBIGUOUS_STREAMS("streams whose copies differ"),
    /** TCP segments that can't belong to their flow. */
    STRAY_SEGMENTS("segments outside the window"),
    /** Streams found inside others. */
    INNER_STREAMS("inner streams"),
    /** Inner streams beyond the limit of depth or number. */
    REFUSED_INNER_STREAMS("inner streams beyond the limit"),
    /** Flows that went on with a dissector of the same layout after a swap. */
    CARRIED_OVER("flows carried over to another dissector"),
    /** Flows that went on with a dissector of another layout, which converted their state. */
    CONVERTED("flows converted for another dissector"),
    /**
     * Flows started again in the middle because their dissector left and no successor knew their
     * state.
     */
    RESTARTED("flows started again after a dissector left");

    private final String words;

    Counter(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}

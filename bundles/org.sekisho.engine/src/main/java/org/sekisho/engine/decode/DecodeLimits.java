// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

/**
 * How much one decoder may do and hold for what strangers send.
 *
 * @param headers most tags, labels or extension headers in a row (VLAN tags, MPLS labels, IPv6
 *     extension headers), counted anew inside each IP packet and tunnel; at least 1
 * @param tunnels most tunnels unwrapped within one frame; 0 unwraps none
 * @param fragmentedPackets most packets waiting for fragments at a time; at least 1
 * @param fragmentBytes most bytes held for fragments; at least 64 KiB
 * @param fragmentNanos how long a packet may wait for its fragments since the first that came, in
 *     nanoseconds of packet time
 */
public record DecodeLimits(
        int headers, int tunnels, int fragmentedPackets, int fragmentBytes, long fragmentNanos) {
    /**
     * 8 headers, 4 tunnels, 1,024 packets in 4 MiB for 30 s: the time that Linux waits for IPv4
     * fragments ({@code ipfrag_time}); RFC 8200 §4.5 allows 60 s, RFC 1122 §3.3.2 60 s to 120 s.
     */
    public static final DecodeLimits DEFAULT =
            new DecodeLimits(8, 4, 1024, 4 << 20, 30_000_000_000L);

    /** Refuses bounds under which nothing could be decoded. */
    public DecodeLimits {
        if (headers < 1 || tunnels < 0 || tunnels > 64) {
            throw new IllegalArgumentException(
                    "headers must be 1 or more and tunnels 0 to 64: " + headers + ", " + tunnels);
        }
        if (fragmentedPackets < 1 || fragmentBytes < 1 << 16 || fragmentNanos < 1) {
            throw new IllegalArgumentException(
                    "fragment bounds too small: "
                            + fragmentedPackets
                            + " packets, "
                            + fragmentBytes
                            + " bytes, "
                            + fragmentNanos
                            + " ns");
        }
    }
}

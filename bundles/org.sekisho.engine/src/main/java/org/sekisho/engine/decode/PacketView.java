// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

/**
 * What {@link Decoder#decode} read from one frame: positions and numbers, no copies. One object per
 * worker is filled again and again; every field is written by every successful call, so nothing is
 * left over from the frame before. All positions are indices of {@link #array}; lengths are in
 * bytes. Fields that the frame has no value for are 0.
 */
public final class PacketView {
    /**
     * The array that the packet lies in: the batch's, or the defragmenter's until the next call.
     */
    public byte[] array;

    /** EtherType of the innermost frame; for an 802.2 header DSAP &lt;&lt; 8 | SSAP. */
    public int etherType;

    /**
     * Source MAC address of the innermost Ethernet header, 48 bits; also known for Linux cooked.
     */
    public long sourceMac;

    /** Destination MAC address of the innermost Ethernet header, 48 bits. */
    public long destinationMac;

    /** Whether both MAC addresses are known. */
    public boolean hasMac;

    /**
     * Outermost VLAN id, 1 to 4095, or -1; a priority tag (id 0) is none. Of a frame that a switch
     * mirrored, that frame's own.
     */
    public int vlan;

    /** 4 or 6; 0 for a frame without IP. */
    public int ipVersion;

    /** IP protocol number of the final header, after extension headers and tunnels. */
    public int protocol;

    /** Innermost source address, first 64 bits; 0 for IPv4. */
    public long srcHigh;

    /** Innermost source address, last 64 bits; IPv4 in the lower 32. */
    public long srcLow;

    /** Innermost destination address, first 64 bits; 0 for IPv4. */
    public long dstHigh;

    /** Innermost destination address, last 64 bits; IPv4 in the lower 32. */
    public long dstLow;

    /** TCP or UDP source port. */
    public int srcPort;

    /** TCP or UDP destination port. */
    public int dstPort;

    /** Where the innermost IP header starts. */
    public int ipOffset;

    /** Captured bytes from the innermost IP header to the end of its packet, padding left out. */
    public int ipLength;

    /** IPv4 identification, or that of the IPv6 fragment header. */
    public int ipId;

    /** Where the header above IP starts. */
    public int l4Offset;

    /**
     * Where the payload starts: above TCP, UDP or the 8 bytes of ICMP, above IP for other
     * protocols, above the EtherType (or the 802.2 header) without IP.
     */
    public int payloadOffset;

    /** Captured bytes of the payload. */
    public int payloadLength;

    /** Bytes of the payload that the capture left out (snap length). */
    public int cut;

    /** TCP sequence number, unsigned 32 bits. */
    public long tcpSeq;

    /** TCP acknowledgement number, unsigned 32 bits. */
    public long tcpAck;

    /** The eight TCP flags, CWR (0x80) to FIN (0x01), RFC 9293 §3.1. */
    public int tcpFlags;

    /** TCP window as sent, not scaled. */
    public int tcpWindow;

    /** ICMP type &lt;&lt; 8 | code. */
    public int icmpTypeCode;

    /** ICMP identifier &lt;&lt; 16 | sequence number, for the messages that have them. */
    public int icmpIdSeq;

    /** Tunnels that were unwrapped. */
    public int depth;

    /** Whether the packet came out of fragment reassembly. */
    public boolean reassembled;

    /** A view of nothing, to be filled by a decoder. */
    public PacketView() {
        array = new byte[0];
        clear(array, -1);
    }

    void clear(byte[] frame, int outermostVlan) {
        array = frame;
        etherType = 0;
        sourceMac = 0;
        destinationMac = 0;
        hasMac = false;
        vlan = outermostVlan;
        ipVersion = 0;
        protocol = 0;
        srcHigh = 0;
        srcLow = 0;
        dstHigh = 0;
        dstLow = 0;
        ipOffset = 0;
        ipLength = 0;
        ipId = 0;
        l4Offset = 0;
        depth = 0;
        reassembled = false;
        clearTransport();
    }

    void clearTransport() {
        srcPort = 0;
        dstPort = 0;
        payloadOffset = 0;
        payloadLength = 0;
        cut = 0;
        tcpSeq = 0;
        tcpAck = 0;
        tcpFlags = 0;
        tcpWindow = 0;
        icmpTypeCode = 0;
        icmpIdSeq = 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import java.nio.ByteBuffer;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.FragmentedPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6ExtDestinationOptionsPacket;
import org.pcap4j.packet.IpV6ExtHopByHopOptionsPacket;
import org.pcap4j.packet.IpV6ExtRoutingPacket;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;

/** What pcap4j makes of an Ethernet frame, in the words of {@link PacketView}. */
final class Pcap4jDecode {
    private Pcap4jDecode() {}

    /**
     * Fills the view.
     *
     * @return PACKET or LINK; HELD for any fragment; SKIPPED if pcap4j finds a header illegal
     */
    static Outcome decode(byte[] frame, PacketView view) {
        view.clear(frame, -1);
        EthernetPacket ethernet;
        try {
            ethernet = EthernetPacket.newPacket(frame, 0, frame.length);
        } catch (IllegalRawDataException e) {
            return Outcome.SKIPPED;
        }
        view.hasMac = true;
        view.sourceMac = number(ethernet.getHeader().getSrcAddr().getAddress());
        view.destinationMac = number(ethernet.getHeader().getDstAddr().getAddress());
        view.etherType = ethernet.getHeader().getType().value() & 0xffff;
        if (!(ethernet.getPayload() instanceof IpPacket ip)) {
            view.payloadOffset = ethernet.getHeader().length();
            // padding belongs to the protocol above: only that knows its length
            view.payloadLength = frame.length - view.payloadOffset;
            return Outcome.LINK;
        }
        return ip(ip, ethernet.getHeader().length(), view);
    }

    private static Outcome ip(IpPacket ip, int offset, PacketView view) {
        view.ipOffset = offset;
        view.ipLength = ip.length();
        byte[] source = ip.getHeader().getSrcAddr().getAddress();
        byte[] destination = ip.getHeader().getDstAddr().getAddress();
        view.srcLow = low(source);
        view.srcHigh = high(source);
        view.dstLow = low(destination);
        view.dstHigh = high(destination);
        view.ipVersion = source.length == 4 ? 4 : 6;
        if (ip instanceof IpV4Packet v4) {
            view.ipId = v4.getHeader().getIdentificationAsInt();
        }
        view.protocol = ip.getHeader().getProtocol().value() & 0xff;
        int at = offset + ip.getHeader().length();
        Packet above = ip.getPayload();
        while (true) {
            if (above instanceof IpV6ExtHopByHopOptionsPacket options) {
                view.protocol = options.getHeader().getNextHeader().value() & 0xff;
            } else if (above instanceof IpV6ExtDestinationOptionsPacket options) {
                view.protocol = options.getHeader().getNextHeader().value() & 0xff;
            } else if (above instanceof IpV6ExtRoutingPacket routing) {
                view.protocol = routing.getHeader().getNextHeader().value() & 0xff;
            } else {
                break;
            }
            at += above.getHeader().length();
            above = above.getPayload();
        }
        view.l4Offset = at;
        if (above instanceof FragmentedPacket) {
            return Outcome.HELD;
        }
        int header = 0;
        if (above instanceof TcpPacket tcp) {
            tcp(tcp.getHeader(), view);
            header = tcp.getHeader().length();
        } else if (above instanceof UdpPacket udp) {
            view.srcPort = udp.getHeader().getSrcPort().valueAsInt();
            view.dstPort = udp.getHeader().getDstPort().valueAsInt();
            header = 8;
        } else if (above instanceof IcmpV4CommonPacket icmp) {
            view.icmpTypeCode =
                    (icmp.getHeader().getType().value() & 0xff) << 8
                            | icmp.getHeader().getCode().value() & 0xff;
            header = 8;
        } else if (above instanceof IcmpV6CommonPacket icmp) {
            view.icmpTypeCode =
                    (icmp.getHeader().getType().value() & 0xff) << 8
                            | icmp.getHeader().getCode().value() & 0xff;
            header = 8;
        }
        view.payloadOffset = at + header;
        view.payloadLength = above == null ? 0 : above.length() - header;
        return Outcome.PACKET;
    }

    private static void tcp(TcpPacket.TcpHeader header, PacketView view) {
        view.srcPort = header.getSrcPort().valueAsInt();
        view.dstPort = header.getDstPort().valueAsInt();
        view.tcpSeq = header.getSequenceNumberAsLong();
        view.tcpAck = header.getAcknowledgmentNumberAsLong();
        view.tcpWindow = header.getWindowAsInt();
        // pcap4j follows RFC 793, where CWR and ECE (RFC 3168) were the last two reserved bits
        view.tcpFlags =
                (header.getReserved() & 3) << 6
                        | (header.getUrg() ? 0x20 : 0)
                        | (header.getAck() ? 0x10 : 0)
                        | (header.getPsh() ? 0x08 : 0)
                        | (header.getRst() ? 0x04 : 0)
                        | (header.getSyn() ? 0x02 : 0)
                        | (header.getFin() ? 0x01 : 0);
    }

    private static long number(byte[] bytes) {
        long number = 0;
        for (byte octet : bytes) {
            number = number << 8 | octet & 0xff;
        }
        return number;
    }

    private static long low(byte[] address) {
        return address.length == 4 ? number(address) : ByteBuffer.wrap(address).getLong(8);
    }

    private static long high(byte[] address) {
        return address.length == 4 ? 0 : ByteBuffer.wrap(address).getLong(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/** Ethernet, one VLAN tag, IPv4 and IPv6 with fragments; TCP, UDP and ICMP above. No tunnels. */
final class PacketDecoder {
    private record FragmentKey(IpAddress source, IpAddress destination, int protocol, int id) {}

    private static final class Fragments {
        final TreeMap<Integer, byte[]> byOffset = new TreeMap<>();
        int total = -1;
    }

    private final Map<FragmentKey, Fragments> waiting = new HashMap<>();

    /** The packet that this frame completes, or null. */
    DecodedPacket decode(CapturedFrame frame) {
        try {
            return ethernet(frame, ByteBuffer.wrap(frame.bytes()));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null; // shorter than its headers say: no packet for a test
        }
    }

    private DecodedPacket ethernet(CapturedFrame frame, ByteBuffer in) {
        long to = (long) in.getInt() << 16 | in.getShort() & 0xffff;
        long from = (long) in.getInt() << 16 | in.getShort() & 0xffff;
        MacAddress destinationMac = new MacAddress(to & 0xffff_ffff_ffffL);
        MacAddress sourceMac = new MacAddress(from & 0xffff_ffff_ffffL);
        int type = in.getShort() & 0xffff;
        int vlan = -1;
        if (type == 0x8100) {
            vlan = in.getShort() & 0xfff;
            type = in.getShort() & 0xffff;
        }
        int protocol;
        IpAddress source;
        IpAddress destination;
        int length; // bytes above IP according to IP
        int fragment = -1; // offset in bytes, -1 if whole
        boolean more = false;
        int id = 0;
        int start = in.position();
        if (type == 0x0800) {
            int header = (in.get() & 15) * 4;
            in.get();
            length = (in.getShort() & 0xffff) - header;
            id = in.getShort() & 0xffff;
            int bits = in.getShort() & 0xffff;
            more = (bits & 0x2000) != 0;
            fragment = more || (bits & 0x1fff) != 0 ? (bits & 0x1fff) * 8 : -1;
            in.get();
            protocol = in.get() & 0xff;
            in.getShort();
            source = IpAddress.v4(in.getInt());
            destination = IpAddress.v4(in.getInt());
            in.position(start + header);
        } else if (type == 0x86dd) {
            in.getInt();
            length = in.getShort() & 0xffff;
            protocol = in.get() & 0xff;
            in.get();
            source = IpAddress.v6(in.getLong(), in.getLong());
            destination = IpAddress.v6(in.getLong(), in.getLong());
            while (protocol == 0 || protocol == 43 || protocol == 60 || protocol == 44) {
                boolean fragmented = protocol == 44;
                protocol = in.get() & 0xff;
                int size = (in.get() & 0xff) * 8 + 8;
                if (fragmented) {
                    int bits = in.getShort() & 0xffff;
                    id = in.getInt();
                    more = (bits & 1) != 0;
                    fragment = bits & 0xfff8;
                    size = 8;
                } else {
                    in.position(in.position() + size - 2);
                }
                length -= size;
            }
        } else {
            return null;
        }
        if (length < 0) {
            return null;
        }
        byte[] body = new byte[Math.min(length, in.remaining())];
        in.get(body);
        int cut = length - body.length;
        if (fragment >= 0) {
            body =
                    cut > 0
                            ? null
                            : join(
                                    new FragmentKey(source, destination, protocol, id),
                                    fragment,
                                    more,
                                    body);
            if (body == null) {
                return null;
            }
        }
        return transport(
                frame, sourceMac, destinationMac, vlan, protocol, source, destination, body, cut);
    }

    private byte[] join(FragmentKey key, int offset, boolean more, byte[] body) {
        Fragments fragments = waiting.computeIfAbsent(key, k -> new Fragments());
        fragments.byOffset.putIfAbsent(offset, body);
        if (!more) {
            fragments.total = offset + body.length;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Map.Entry<Integer, byte[]> piece : fragments.byOffset.entrySet()) {
            if (piece.getKey() != whole.size()) {
                return null;
            }
            whole.writeBytes(piece.getValue());
        }
        if (whole.size() != fragments.total) {
            return null;
        }
        waiting.remove(key);
        return whole.toByteArray();
    }

    private static DecodedPacket transport(
            CapturedFrame frame,
            MacAddress sourceMac,
            MacAddress destinationMac,
            int vlan,
            int protocol,
            IpAddress from,
            IpAddress to,
            byte[] body,
            int cut) {
        ByteBuffer in = ByteBuffer.wrap(body);
        Transport transport;
        int sourcePort = 0;
        int destinationPort = 0;
        int sequence = 0;
        int acknowledgment = 0;
        int flags = 0;
        int end = body.length;
        if (protocol == 6) {
            transport = Transport.TCP;
            sourcePort = in.getShort() & 0xffff;
            destinationPort = in.getShort() & 0xffff;
            sequence = in.getInt();
            acknowledgment = in.getInt();
            int bits = in.getShort() & 0xffff;
            flags = bits & 0xff;
            in.position((bits >>> 12) * 4);
        } else if (protocol == 17) {
            transport = Transport.UDP;
            sourcePort = in.getShort() & 0xffff;
            destinationPort = in.getShort() & 0xffff;
            end = Math.min(end, Math.max(8, in.getShort() & 0xffff));
            in.position(8);
        } else if (protocol == 1 || protocol == 58) {
            transport = Transport.ICMP;
            acknowledgment = in.getShort() & 0xffff;
            in.getShort();
            int rest = in.getInt();
            // neighbour discovery and the like (RFC 4861) have flags there, no identifier
            boolean identified = protocol == 1 || acknowledgment >>> 8 <= 129;
            sequence = identified ? rest : 0;
        } else {
            return null;
        }
        byte[] payload = new byte[end - in.position()];
        in.get(payload);
        return new DecodedPacket(
                frame.number(),
                frame.time(),
                transport,
                new Endpoint(from, sourcePort),
                new Endpoint(to, destinationPort),
                sourceMac,
                destinationMac,
                vlan,
                flags,
                sequence,
                acknowledgment,
                payload,
                cut);
    }
}

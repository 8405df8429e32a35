// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.sekisho.packet.LinkType;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;

/** Frames from real captures, chosen by what they are. */
final class RealFrames {
    private static final String[] CAPTURES = {
        "n12_ssh_scp-none-1039.pcap",
        "n16_ping_large-none-1044.pcap",
        "n17b_dhcp_relay-none-1046.pcap",
        "n19_lan_noise-none-1048.pcap"
    };

    private RealFrames() {}

    /** All frames of the captures that come with the repository for this purpose. */
    static List<CapturedFrame> all() {
        List<CapturedFrame> frames = new ArrayList<>();
        for (String name : CAPTURES) {
            try {
                frames.addAll(PcapFile.read(TestCaptures.path(name)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return frames;
    }

    static List<CapturedFrame> that(Predicate<PacketView> wanted) {
        Decoder decoder = new Decoder(DecodeLimits.DEFAULT);
        PacketView view = new PacketView();
        List<CapturedFrame> found = new ArrayList<>();
        for (CapturedFrame frame : all()) {
            byte[] bytes = frame.bytes();
            Outcome outcome =
                    decoder.decode(
                            bytes,
                            0,
                            bytes.length,
                            frame.originalLength(),
                            LinkType.ETHERNET,
                            -1,
                            frame.time(),
                            view);
            boolean whole = outcome == Outcome.PACKET || outcome == Outcome.LINK;
            if (whole && !view.reassembled && wanted.test(view)) {
                found.add(frame);
            }
        }
        return found;
    }

    /** A TCP segment over IPv4 with payload. */
    static byte[] tcp() {
        return first(v -> v.ipVersion == 4 && v.protocol == 6 && v.payloadLength > 64);
    }

    static byte[] udp() {
        return first(v -> v.ipVersion == 4 && v.protocol == 17 && v.payloadLength > 32);
    }

    static byte[] ping() {
        return first(v -> v.ipVersion == 4 && v.protocol == 1 && v.payloadLength > 32);
    }

    static byte[] ipv6() {
        return first(v -> v.ipVersion == 6 && v.protocol == 58 && v.payloadLength > 8);
    }

    static byte[] arp() {
        return first(v -> v.etherType == EthernetLayer.ARP);
    }

    private static byte[] first(Predicate<PacketView> wanted) {
        return that(wanted).get(0).bytes();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.util.Map;
import org.sekisho.packet.LinkType;

/**
 * Which link types are let in, and what to say about the others. Names are those of the registry
 * "LINKTYPE_ values" (draft-ietf-opsawg-pcaplinktype).
 */
final class LinkTypes {
    private static final Map<Integer, String> WIRELESS =
            Map.of(
                    LinkType.IEEE802_11,
                    "IEEE 802.11",
                    119,
                    "IEEE 802.11 with Prism header",
                    LinkType.IEEE802_11_RADIOTAP,
                    "IEEE 802.11 with radiotap header",
                    163,
                    "IEEE 802.11 with AVS header");

    private static final Map<Integer, String> OTHERS =
            Map.ofEntries(
                    Map.entry(6, "Token Ring"),
                    Map.entry(9, "PPP"),
                    Map.entry(10, "FDDI"),
                    Map.entry(50, "PPP in HDLC framing"),
                    Map.entry(51, "PPPoE session"),
                    Map.entry(104, "Cisco HDLC"),
                    Map.entry(107, "Frame Relay"),
                    Map.entry(187, "Bluetooth HCI"),
                    Map.entry(189, "Linux USB"),
                    Map.entry(192, "Per-Packet Information"),
                    Map.entry(195, "IEEE 802.15.4"),
                    Map.entry(201, "Bluetooth HCI with direction"),
                    Map.entry(220, "Linux USB, memory-mapped"),
                    Map.entry(227, "SocketCAN"),
                    Map.entry(239, "netfilter log"),
                    Map.entry(249, "USBPcap"),
                    Map.entry(253, "Linux netlink"));

    private LinkTypes() {}

    static boolean isDecoded(int linkType) {
        return switch (linkType) {
            case LinkType.NULL,
                    LinkType.ETHERNET,
                    LinkType.RAW_BSD,
                    LinkType.RAW_OPENBSD,
                    LinkType.RAW,
                    LinkType.LOOP,
                    LinkType.LINUX_SLL,
                    LinkType.IPV4,
                    LinkType.IPV6,
                    LinkType.LINUX_SLL2 ->
                    true;
            default -> false;
        };
    }

    /** A sentence on why frames of this link type are not read, and what to do. */
    static String refusal(int linkType) {
        String wireless = WIRELESS.get(linkType);
        if (wireless != null) {
            return ("link type %d (%s) is not decoded: frames of the air are mostly encrypted."
                            + " Capture on the wired side of the access point, or on the wireless"
                            + " interface without monitor mode, which gives Ethernet frames")
                    .formatted(linkType, wireless);
        }
        return ("link type %d (%s) is not decoded; decoded are Ethernet (1), raw IP (12, 14, 101, 228,"
                        + " 229), Linux cooked (113, 276) and loopback (0, 108). Capture on an Ethernet"
                        + " interface or on \"any\"")
                .formatted(linkType, OTHERS.getOrDefault(linkType, "unknown"));
    }
}

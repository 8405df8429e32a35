// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.pcap4j;

import org.sekisho.packet.LinkType;

/**
 * What a device's frames begin with. A device has one of libpcap's DLT_ numbers, which differ from
 * system to system; the LINKTYPE_ numbers of {@link LinkType} are the same everywhere
 * (draft-ietf-opsawg-pcaplinktype, pcap-linktype(7)).
 */
final class DataLinks {
    /** Stands for what we don't decode. */
    static final int NONE = -1;

    static final int ETHERNET = 1;

    private static final int LOOP_OPENBSD = 12;
    private static final int RAW_OPENBSD = 14;

    private DataLinks() {}

    /**
     * The number of {@link LinkType} for a DLT_ number, or {@link #NONE}.
     *
     * @param system its name as in the property {@code os.name}
     */
    static int linkType(int dataLink, String system) {
        boolean openBsd = system.equals("OpenBSD");
        return switch (dataLink) {
            case 0 -> LinkType.NULL;
            case ETHERNET -> LinkType.ETHERNET;
            case LOOP_OPENBSD -> openBsd ? LinkType.LOOP : LinkType.RAW;
            // elsewhere the number belongs to ATM
            case RAW_OPENBSD -> openBsd ? LinkType.RAW : NONE;
            case 101 -> LinkType.RAW;
            case 108 -> LinkType.LOOP;
            case 113 -> LinkType.LINUX_SLL;
            case 228 -> LinkType.IPV4;
            case 229 -> LinkType.IPV6;
            case 276 -> LinkType.LINUX_SLL2;
            default -> NONE;
        };
    }
}

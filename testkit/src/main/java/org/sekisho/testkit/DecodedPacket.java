// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import org.sekisho.packet.Endpoint;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/**
 * One TCP segment, UDP datagram or ICMP message.
 *
 * @param frame number of the frame that completed it
 * @param time packet time of that frame in nanoseconds since 1970-01-01 UTC
 * @param transport TCP, UDP or ICMP
 * @param source sender; its port is 0 for ICMP
 * @param destination receiver
 * @param sourceMac of the frame
 * @param destinationMac of the frame
 * @param vlan outermost VLAN id, or -1
 * @param flags TCP flags, bits as on the wire
 * @param sequence TCP sequence number; ICMP: {@code id << 16 | sequence}
 * @param acknowledgment TCP acknowledgment number; ICMP: {@code type << 8 | code}
 * @param payload bytes above TCP, UDP or the first 8 bytes of ICMP
 * @param cut bytes of the payload that the capture left out
 */
record DecodedPacket(
        long frame,
        long time,
        Transport transport,
        Endpoint source,
        Endpoint destination,
        MacAddress sourceMac,
        MacAddress destinationMac,
        int vlan,
        int flags,
        int sequence,
        int acknowledgment,
        byte[] payload,
        int cut) {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.arp;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.event.Origin;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Payload;

/** Reads ARP for IPv4 above Ethernet (RFC 826); other kinds and operations are passed over. */
@Component(scope = ServiceScope.PROTOTYPE)
public final class ArpDissector implements LinkDissector {
    private static final int ETHER_TYPE = 0x0806;

    /** Bytes of a message for Ethernet and IPv4; frames are padded behind it. */
    private static final int SIZE = 28;

    /** Hardware type Ethernet, protocol type IPv4, their lengths. */
    private static final long KIND = 0x0001_0800_0604L;

    private final PairLimit limit = new PairLimit();

    @Override
    public String protocol() {
        return "arp";
    }

    @Override
    public int etherType() {
        return ETHER_TYPE;
    }

    @Override
    public void frame(FrameScope scope, Payload payload) {
        if (payload.length() < SIZE || payload.i64(0) >>> 16 != KIND) {
            return;
        }
        int operation = payload.u16(6);
        long sender = mac(payload, 8);
        if (operation != ArpMessage.REQUEST && operation != ArpMessage.REPLY || isGroup(sender)) {
            return;
        }
        // the one value that tells the time; ARP is too rare for its cost to matter
        Origin origin = scope.origin();
        if (limit.admits(scope.sourceMac(), scope.destinationMac(), origin.time())) {
            scope.emit(
                    new ArpMessage(
                            origin,
                            operation,
                            new MacAddress(sender),
                            IpAddress.v4(payload.i32(14)),
                            new MacAddress(mac(payload, 18)),
                            IpAddress.v4(payload.i32(24))));
        }
    }

    private static long mac(Payload payload, int at) {
        return (long) payload.u16(at) << 32 | payload.u32(at + 2);
    }

    /** Nobody is a group, so whoever says so is broken or lying. */
    private static boolean isGroup(long mac) {
        return (mac >>> 40 & 1) != 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.icmpv6;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Payload;

/**
 * The options of a router advertisement that say how the network is set up.
 *
 * @param mtu option 5 (RFC 4861 §4.6.4), 0 if absent
 * @param prefixes option 3 (§4.6.2) as text
 * @param nameServers option 25 (RFC 8106 §5.1)
 */
record RouterOptions(long mtu, List<String> prefixes, List<IpAddress> nameServers) {
    private static final int PREFIX = 3;
    private static final int MTU = 5;
    private static final int NAME_SERVERS = 25;
    private static final int MOST = 8;

    /** Reads options whose sizes were checked. */
    static RouterOptions read(Payload payload, int from) {
        long mtu = 0;
        List<String> prefixes = new ArrayList<>(1);
        List<IpAddress> servers = new ArrayList<>(1);
        for (int at = from; at < payload.length(); at += payload.u8(at + 1) * 8) {
            int size = payload.u8(at + 1) * 8;
            switch (payload.u8(at)) {
                case PREFIX:
                    if (size == 32 && payload.u8(at + 2) <= 128 && prefixes.size() < MOST) {
                        prefixes.add(address(payload, at + 16) + "/" + payload.u8(at + 2));
                    }
                    break;
                case MTU:
                    mtu = payload.u32(at + 4);
                    break;
                case NAME_SERVERS:
                    for (int i = at + 8; i + 16 <= at + size && servers.size() < MOST; i += 16) {
                        servers.add(address(payload, i));
                    }
                    break;
                default:
                    break;
            }
        }
        return new RouterOptions(mtu, prefixes, servers);
    }

    private static IpAddress address(Payload payload, int at) {
        return IpAddress.v6(payload.i64(at), payload.i64(at + 8));
    }
}

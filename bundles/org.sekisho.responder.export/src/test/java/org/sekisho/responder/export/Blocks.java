// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/** One block of each kind. */
final class Blocks {
    static final Block SERVER = Block.server(IpPrefix.parse("198.51.100.0/24"), Action.DROP);
    static final Block CLIENT = Block.client(IpPrefix.parse("2001:db8::7"), Action.RESET);
    static final Block PAIR =
            Block.pair(IpAddress.parse("192.0.2.1"), IpAddress.parse("198.51.100.2"), Action.DROP);
    static final Block PAIR6 =
            Block.pair(
                    IpPrefix.parse("2001:db8:1::/48"), IpPrefix.parse("2001:db8::9"), Action.DROP);
    static final Block FLOW =
            Block.flow(
                    Transport.TCP,
                    new Endpoint(IpAddress.parse("192.0.2.1"), 50922),
                    new Endpoint(IpAddress.parse("198.51.100.2"), 443),
                    Action.DROP);
    static final Block MAC = Block.mac(new MacAddress(0x5e00_5300_0001L), Action.DROP);
    static final Block LIMITED = Block.server(IpPrefix.parse("203.0.113.5"), Action.LIMIT);
    static final Block EVERYTHING = Block.client(IpPrefix.parse("0.0.0.0/0"), Action.DROP);

    private Blocks() {}

    static Map<Block, Duration> all() {
        Map<Block, Duration> all = new LinkedHashMap<>();
        for (Block block : List.of(SERVER, CLIENT, PAIR, PAIR6, FLOW, MAC, LIMITED, EVERYTHING)) {
            all.put(block, Duration.ofMinutes(10));
        }
        return all;
    }

    /** The formats that are shipped. */
    static List<Format> formats(int interval) {
        Stamp stamp = new Stamp(interval);
        return List.of(
                PlainList.BLOCKED,
                PlainList.ADDRESSES,
                new JsonLines(),
                new NftFile(org.sekisho.responder.nftables.NftablesRuleWriter::new, stamp),
                IpsetFile.ADDRESSES.format(stamp),
                IpsetFile.PAIRS.format(stamp),
                IpsetFile.MACS.format(stamp));
    }
}

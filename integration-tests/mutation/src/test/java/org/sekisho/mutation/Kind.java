// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.List;

/**
 * A kind of mutation.
 *
 * @param name how the table calls it
 * @param kept whether the verdict must stay in every mutant; else it is measured
 * @param mutation what is done
 */
record Kind(String name, boolean kept, Mutation mutation) {
    private static Kind kept(String name, Mutation mutation) {
        return new Kind(name, true, mutation);
    }

    private static Kind measured(String name, Mutation mutation) {
        return new Kind(name, false, mutation);
    }

    /** Kinds after which the verdict must be the same. */
    static List<Kind> transport(List<Original> others) {
        return List.of(
                kept("segments of one byte", SegmentMutations::oneByte),
                kept("segments of random size", SegmentMutations::randomPieces),
                kept("segments in another order", SegmentMutations::reordered),
                kept("jitter of a mirror port", SegmentMutations::mirrorJitter),
                kept("frames doubled", SegmentMutations::duplicated),
                kept("segments overlap", SegmentMutations::overlapping),
                kept("handshake in records of one byte", RecordMutations::clearByBytes),
                kept("handshake in records of random size", RecordMutations::clearInPieces),
                kept("URG set", SegmentMutations::urgent),
                kept("acknowledged bytes again, altered", ForgedSegments::acknowledgedAgain),
                kept("other bytes before the real ones", ForgedSegments::junkFirst),
                kept("other bytes behind the real ones", ForgedSegments::junkBehind),
                kept("SYN again", ForgedSegments::synAgain),
                kept("SYN with another number", ForgedSegments::synOtherNumber),
                kept("SYN among the data", ForgedSegments::synAmongData),
                kept("RST, wrong number", ForgedSegments::rstWrong),
                kept("RST, right number", ForgedSegments::rstRight),
                kept("FIN, wrong number", ForgedSegments::finWrong),
                kept("FIN, right number", ForgedSegments::finRight),
                kept("segments from nowhere", ForgedSegments::strayData),
                kept("IP fragments in order", FragmentMutations::inOrder),
                kept("IP fragments reversed", FragmentMutations::reversed),
                kept("IP fragments shuffled, repeated", FragmentMutations::shuffledAndRepeated),
                kept("IP fragments overlap", FragmentMutations::overlapping),
                kept("IP fragments again, altered", FragmentMutations::againWithOtherBytes),
                kept("IP fragment lost, packet again", FragmentMutations::holeThenWhole),
                kept("VLAN", Wrapping::vlan),
                kept("QinQ", Wrapping::qinq),
                kept("MPLS", Wrapping::mpls),
                kept("PPPoE", Wrapping::pppoe),
                kept("GRE", Wrapping::gre),
                kept("GRE, bridged", Wrapping::greBridged),
                kept("VXLAN", Wrapping::vxlan),
                kept("EtherIP", Wrapping::etherIp),
                kept("IP in IP", Wrapping::ipInIp),
                kept("IP in IPv6", Wrapping::ipInIpv6),
                kept("other TCP ports", AddressMutations::otherPorts),
                kept("client's private address", AddressMutations::privateAddress),
                kept("client's public address", AddressMutations::publicAddress),
                kept("time repeats and steps back", CaptureMutations::clock),
                kept("another busy capture between", CaptureMutations.interleaved(others)));
    }

    /** Kinds that take something away, or change the program. */
    static List<Kind> measured() {
        return List.of(
                measured("1 % of frames lost", CaptureMutations.loss(1)),
                measured("5 % of frames lost", CaptureMutations.loss(5)),
                measured("10 % of frames lost", CaptureMutations.loss(10)),
                measured("begins 5 s later", CaptureMutations.begins(5)),
                measured("begins 10 s later", CaptureMutations.begins(10)),
                measured("begins 20 s later", CaptureMutations.begins(20)),
                measured("frames cut to 96 bytes", CaptureMutations.snapped(96)),
                measured("frames cut to 128 bytes", CaptureMutations.snapped(128)),
                measured("frames cut to 256 bytes", CaptureMutations.snapped(256)),
                measured("only what the inside sends", CaptureMutations.oneDirection(true)),
                measured("only what the inside gets", CaptureMutations.oneDirection(false)),
                measured("the same over IPv6", AddressMutations::ipv6),
                measured("other UDP ports", AddressMutations::otherUdpPorts),
                measured("SYN in a connection older than the capture", ForgedSegments::synInMiddle),
                measured("RST, then SYN with another number", ForgedSegments::rstThenSyn),
                measured("another server name", CaptureMutations::otherName),
                measured("no server name", ProgramMutations::noServerName),
                measured("another certificate, TLS 1.3", ProgramMutations::otherCertificate),
                measured("records padded by up to 255 bytes", ProgramMutations::padded),
                measured("client's encrypted records divided", RecordMutations::clientDivided),
                measured("both ends' encrypted records divided", RecordMutations::bothDivided),
                measured("encrypted records merged", RecordMutations::merged),
                measured("no first request", ProgramMutations::noProbe),
                measured("no datagrams beside TCP", CaptureMutations::noDatagrams),
                measured("these five together", ProgramMutations::everything),
                measured("up to 200 ms of jitter", CaptureMutations::jitter));
    }
}

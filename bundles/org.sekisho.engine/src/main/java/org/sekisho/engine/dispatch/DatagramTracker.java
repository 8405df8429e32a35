// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import org.sekisho.engine.decode.PacketView;
import org.sekisho.engine.flow.FlowFlags;
import org.sekisho.engine.inspect.Counter;
import org.sekisho.engine.inspect.FlowRecord;
import org.sekisho.engine.inspect.Inspection;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Transport;

/** UDP and ICMP packets of one worker, and IP protocols without ports. Used by one thread. */
final class DatagramTracker {
    /** Turns of datagram flows are given up after so many packets. */
    private static final int MOST_PACKETS_IN_TURNS = 256;

    private final FlowTracker flows;
    private final Inspection inspection;

    DatagramTracker(FlowTracker flows) {
        this.flows = flows;
        this.inspection = flows.inspection;
    }

    void packet(PacketView packet, long now) {
        Transport transport = FlowTracker.transportOf(packet.protocol);
        int srcPort = packet.srcPort;
        int dstPort = packet.dstPort;
        if (transport == Transport.ICMP) {
            srcPort = packet.icmpIdSeq >>> 16;
            dstPort = srcPort;
        } else if (transport == Transport.OTHER_IP) {
            srcPort = 0;
            dstPort = 0;
        }
        flows.locate(packet, transport, srcPort, dstPort, now);
        long pause = 0;
        boolean isNew = flows.at < 0;
        if (isNew) {
            boolean known = transport == Transport.UDP && Ports.tellApart(packet);
            boolean sourceIsServer = known && packet.srcPort < 1024;
            flows.create(
                    flows.fromB != sourceIsServer,
                    known ? Roles.PORTS : Roles.FIRST_PACKET,
                    0,
                    now);
        } else {
            pause = flows.pause(now);
        }
        flows.count(packet, now);
        if (transport == Transport.OTHER_IP) {
            return;
        }
        FlowRecord record = flows.record();
        if (record == null) {
            record = beginToLook(packet, transport, isNew, pause);
        }
        if (record != null) {
            look(record, packet, now);
        }
    }

    private FlowRecord beginToLook(
            PacketView packet, Transport transport, boolean isNew, long pause) {
        boolean again = flows.has(FlowFlags.BUDGET_SPENT) && pause >= FlowTracker.PAUSE;
        if (!isNew && !again) {
            return null;
        }
        boolean fromClient = flows.fromB == flows.clientIsB();
        int clientPort = fromClient ? packet.srcPort : packet.dstPort;
        int serverPort = fromClient ? packet.dstPort : packet.srcPort;
        if (!flows.datagrams.isWanted(transport, clientPort, serverPort)) {
            inspection.count(Counter.UNKNOWN_DATAGRAM_FLOWS);
            return null;
        }
        flows.clear(FlowFlags.BUDGET_SPENT);
        FlowRecord record = flows.openRecord(packet);
        flows.datagrams.open(record);
        return record;
    }

    private void look(FlowRecord record, PacketView packet, long now) {
        record.seen(now);
        if (record.isDouble(signature(packet), now)) {
            inspection.count(Counter.DOUBLED);
            return;
        }
        Direction direction = record.direction(flows.fromB);
        int length = packet.payloadLength + packet.cut;
        if (length > 0 && !record.turns().isFull()) {
            if (record.turns().packet(direction, length, inspection.time() - record.firstTime())) {
                flows.publishTurns(record, false);
            }
            record.shape().packet(direction, length, inspection.time());
        }
        flows.datagrams.datagram(
                record,
                direction,
                packet.array,
                packet.payloadOffset,
                packet.payloadLength,
                packet.cut,
                record.transport() == Transport.ICMP ? packet.icmpTypeCode : -1,
                record.transport() == Transport.ICMP ? packet.icmpIdSeq : 0);
        boolean spent = flows.datagrams.isBudgetSpent(record);
        boolean turnsOver =
                record.turns().isFull() || record.shape().packets() >= MOST_PACKETS_IN_TURNS;
        if (spent || flows.datagrams.isIdle(record) && turnsOver) {
            if (spent) {
                flows.set(FlowFlags.BUDGET_SPENT);
            }
            flows.release(record);
        }
    }

    /** What a mirror port copies, and what differs between datagrams that are really sent twice. */
    private static long signature(PacketView packet) {
        long hash = (long) packet.ipId << 32 | packet.payloadLength + packet.cut;
        hash = hash * 0x9E3779B97F4A7C15L + packet.icmpTypeCode;
        hash = hash * 0x9E3779B97F4A7C15L + packet.srcPort;
        hash = hash * 0x9E3779B97F4A7C15L + packet.icmpIdSeq;
        int end = packet.payloadOffset + packet.payloadLength;
        for (int i = packet.payloadOffset; i < end; i++) {
            hash = hash * 31 + packet.array[i];
        }
        return hash;
    }
}

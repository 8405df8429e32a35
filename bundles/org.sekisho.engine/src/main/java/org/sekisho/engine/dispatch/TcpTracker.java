// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import org.sekisho.engine.decode.PacketView;
import org.sekisho.engine.flow.FlowFlags;
import org.sekisho.engine.flow.LossWatch;
import org.sekisho.engine.inspect.Counter;
import org.sekisho.engine.inspect.FlowRecord;
import org.sekisho.engine.inspect.Inspection;
import org.sekisho.engine.stream.ByteSink;
import org.sekisho.engine.stream.TcpSide;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/** TCP packets of one worker: handshake, order of bytes, turns, end. Used by one thread. */
final class TcpTracker {
    /** RFC 9293 §3.1. */
    static final int FIN = 1;

    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;

    private final FlowTracker flows;
    private final Inspection inspection;
    private final Sink sink = new Sink();

    TcpTracker(FlowTracker flows) {
        this.flows = flows;
        this.inspection = flows.inspection;
    }

    void packet(PacketView packet, long now) {
        flows.locate(packet, Transport.TCP, packet.srcPort, packet.dstPort, now);
        boolean syn = (packet.tcpFlags & (SYN | ACK)) == SYN;
        boolean synAck = (packet.tcpFlags & (SYN | ACK)) == (SYN | ACK);
        if (flows.at >= 0 && syn && flows.isOver()) {
            flows.endAndRemove(FlowEnded.Reason.IDLE);
            flows.at = -1;
        }
        if (flows.at < 0) {
            create(packet, syn, synAck, now);
        } else if (syn && flows.has(FlowFlags.HALF_OPEN)) {
            // the last SYN is the one that a SYN/ACK will answer
            flows.upper((int) packet.tcpSeq);
        }
        long pause = flows.pause(now);
        flows.count(packet, now);
        if (flows.has(FlowFlags.CLOSED)) {
            return;
        }
        FlowRecord record = flows.record();
        if (record == null) {
            record = beginToLook(packet, synAck, pause);
        }
        watchLoss(record, packet, synAck);
        if (record != null) {
            record.seen(now);
            follow(record, packet, syn, synAck, now);
        }
        if (!flows.has(FlowFlags.CLOSED)) {
            finish(record, packet);
        }
    }

    private void create(PacketView packet, boolean syn, boolean synAck, long now) {
        if (syn) {
            flows.create(flows.fromB, Roles.SYN, FlowFlags.HALF_OPEN | FlowFlags.ANNOUNCED, now);
            flows.upper((int) packet.tcpSeq);
            Endpoint source = endpoint(packet, true);
            Endpoint destination = endpoint(packet, false);
            Flow flow =
                    new Flow(
                            inspection.frame() << 8,
                            Transport.TCP,
                            source,
                            destination,
                            packet.hasMac ? new MacAddress(packet.sourceMac) : null,
                            packet.hasMac ? new MacAddress(packet.destinationMac) : null,
                            packet.vlan,
                            Roles.SYN,
                            null,
                            null);
            inspection
                    .output()
                    .emit(
                            new FlowStarted(
                                    new Origin(flow, inspection.frame(), inspection.time(), false),
                                    true));
        } else if (synAck) {
            flows.create(!flows.fromB, Roles.SYN, 0, now);
        } else {
            boolean sourceIsServer = Ports.sourceIsServer(packet);
            flows.create(flows.fromB != sourceIsServer, Roles.PORTS, FlowFlags.MID_STREAM, now);
        }
    }

    private static Endpoint endpoint(PacketView packet, boolean source) {
        IpAddress address =
                packet.ipVersion == 6
                        ? IpAddress.v6(
                                source ? packet.srcHigh : packet.dstHigh,
                                source ? packet.srcLow : packet.dstLow)
                        : IpAddress.v4((int) (source ? packet.srcLow : packet.dstLow));
        return new Endpoint(address, source ? packet.srcPort : packet.dstPort);
    }

    /**
     * A record is made when the other end answers or bytes come; a mere SYN costs no more than 64
     * bytes. A flow that was let go is taken up again after a pause, in its middle.
     */
    private FlowRecord beginToLook(PacketView packet, boolean synAck, long pause) {
        boolean halfOpen = flows.has(FlowFlags.HALF_OPEN);
        boolean again = flows.has(FlowFlags.BUDGET_SPENT);
        boolean worthwhile =
                again
                        ? pause >= FlowTracker.PAUSE && packet.payloadLength > 0
                        : synAck
                                || packet.payloadLength > 0
                                        && (halfOpen || flows.has(FlowFlags.MID_STREAM));
        if (!worthwhile) {
            return null;
        }
        int clientStart = flows.upper() + 1;
        if (again) {
            flows.clear(FlowFlags.BUDGET_SPENT);
            flows.set(FlowFlags.MID_STREAM);
        }
        FlowRecord record = flows.openRecord(packet);
        if (halfOpen) {
            record.sender(Direction.TO_SERVER).start(clientStart, true);
            if (record.lossPlace() != LossWatch.NONE) {
                flows.losses.begin(record.lossPlace(), record.clientIsB(), clientStart);
            }
        }
        flows.streams.open(record);
        if (again) {
            record.turns().close();
        } else if (record.midStream()) {
            record.announce();
            inspection.output().emit(new FlowStarted(flows.origin(record), false));
        }
        return record;
    }

    /** Whether or not somebody looks into the flow. */
    private void watchLoss(FlowRecord record, PacketView packet, boolean synAck) {
        int place = record == null ? flows.lossPlace() : record.lossPlace();
        if (place == LossWatch.NONE || (packet.tcpFlags & RST) != 0) {
            return;
        }
        if (synAck) {
            flows.losses.begin(place, flows.fromB, (int) packet.tcpSeq + 1);
            flows.losses.begin(place, !flows.fromB, (int) packet.tcpAck);
            return;
        }
        if ((packet.tcpFlags & ACK) != 0) {
            flows.losses.acknowledged(place, !flows.fromB, (int) packet.tcpAck);
        }
        int length = packet.payloadLength + packet.cut + (packet.tcpFlags & FIN);
        if (length > 0 && (packet.tcpFlags & SYN) == 0) {
            flows.losses.data(place, flows.fromB, (int) packet.tcpSeq, length);
        }
    }

    private void follow(
            FlowRecord record, PacketView packet, boolean syn, boolean synAck, long now) {
        Direction direction = record.direction(flows.fromB);
        TcpSide own = record.sender(direction);
        TcpSide other = record.sender(direction.opposite());
        sink.record = record;
        if (synAck && direction == Direction.TO_CLIENT) {
            other.start((int) packet.tcpAck, true);
            own.start((int) packet.tcpSeq + 1, true);
        }
        if ((packet.tcpFlags & ACK) != 0) {
            sink.fromB = !flows.fromB;
            other.acknowledge((int) packet.tcpAck, now, inspection.budget(), sink);
            if (!record.twoWay() && own.isAcknowledged() && other.isAcknowledged()) {
                record.nowTwoWay();
                flows.set(FlowFlags.TWO_WAY);
            }
        }
        if (packet.payloadLength + packet.cut > 0 && (packet.tcpFlags & RST) == 0) {
            sink.fromB = flows.fromB;
            int sequence = (int) packet.tcpSeq + ((packet.tcpFlags & SYN) != 0 ? 1 : 0);
            boolean fits =
                    own.segment(
                            sequence,
                            packet.array,
                            packet.payloadOffset,
                            packet.payloadLength,
                            packet.cut,
                            now,
                            flows.streams.heldBytes(record),
                            inspection.budget(),
                            sink);
            if (!fits) {
                inspection.count(Counter.STRAY_SEGMENTS);
            }
        }
        if (record.turns().isFull() && flows.streams.isIdle(record)) {
            flows.set(FlowFlags.BUDGET_SPENT);
            flows.release(record);
        }
    }

    /**
     * A FIN or RST alone ends nothing, as anybody can send one: the flow is over when both ends
     * have acknowledged the other's FIN, or when nothing follows for a while.
     */
    private void finish(FlowRecord record, PacketView packet) {
        if ((packet.tcpFlags & RST) != 0) {
            flows.set(FlowFlags.RESET_SEEN);
        } else if ((packet.tcpFlags & FIN) != 0) {
            flows.set(flows.fromB ? FlowFlags.FIN_B : FlowFlags.FIN_A);
        }
        if (record == null || !flows.has(FlowFlags.HAS_RECORD)) {
            return;
        }
        TcpSide own = record.sender(record.direction(flows.fromB));
        TcpSide other = record.sender(record.direction(!flows.fromB));
        if ((packet.tcpFlags & FIN) != 0) {
            own.finSentUpTo((int) packet.tcpSeq + packet.payloadLength + packet.cut + 1);
        }
        if (own.isFinished() && other.isFinished()) {
            for (Direction direction : Direction.values()) {
                sink.record = record;
                sink.fromB = record.direction(true) == direction;
                record.sender(direction).finish(inspection.budget(), sink);
            }
            flows.end(FlowEnded.Reason.CLOSED);
        }
    }

    /** Bytes of a stream that are in order: they make turns and go to whoever looks. */
    private final class Sink implements ByteSink {
        private FlowRecord record;
        private boolean fromB;

        @Override
        public void bytes(byte[] array, int offset, int length) {
            // asked anew each time: a dissector may find that the roles were taken the wrong way
            Direction direction = record.direction(fromB);
            long time = inspection.time();
            if (record.turns().packet(direction, length, time - record.firstTime())) {
                flows.publishTurns(record, false);
            }
            if (record.shape().packet(direction, length, time)) {
                flows.publishShape(record);
            }
            flows.secondReading.bytes(record, fromB, array, offset, length);
            flows.streams.bytes(record, direction, array, offset, length);
        }

        @Override
        public void again(long position, byte[] array, int offset, int length) {
            flows.secondReading.again(record, fromB, position, array, offset, length);
        }

        @Override
        public void gap(long missing) {
            flows.secondReading.gap(record);
            flows.streams.gap(record, record.direction(fromB), missing);
        }
    }
}

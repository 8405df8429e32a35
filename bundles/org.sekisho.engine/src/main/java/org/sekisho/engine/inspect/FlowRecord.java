// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.dissect.StateSlot;
import org.sekisho.engine.flow.LossWatch;
import org.sekisho.engine.flow.ShapeTrack;
import org.sekisho.engine.flow.TurnTrack;
import org.sekisho.engine.stream.PieceQueue;
import org.sekisho.engine.stream.StreamHead;
import org.sekisho.engine.stream.TcpSide;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/**
 * Everything about one flow that is being looked into. Pooled: {@link #open} makes it a flow's, the
 * pool takes it back. Side A is the end with the smaller address and port.
 */
public final class FlowRecord {
    /** Streams that may be found inside one flow. */
    static final int MOST_INNER_STREAMS = 8;

    /** Number of the second reading within its flow, beyond those of inner streams. */
    static final int SECOND_READING = 255;

    private static final int DOUBLES = 8;

    private final int number;
    final long[] key = new long[5];
    private int keyLongs;
    private long firstFrame;
    private long firstTime;
    private long lastSeen;
    private Transport transport;
    private boolean v6;
    private long clientMac;
    private long serverMac;
    private boolean hasMac;
    private int vlan;
    private boolean clientIsB;
    private Roles roles;
    private boolean midStream;
    private boolean twoWay;
    private boolean announced;
    private Flow flow;
    private boolean inUse;
    private int lossPlace;

    private final TcpSide sideA = new TcpSide();
    private final TcpSide sideB = new TcpSide();
    private final TurnTrack turns = new TurnTrack();
    private final ShapeTrack shape = new ShapeTrack();
    private final long[] doubles = new long[DOUBLES];
    private final long[] doubleTimes = new long[DOUBLES];
    private int doubleAt;

    InspectedStream stream;
    StreamHead head;
    boolean headIsOver;
    int innerCount;
    final List<DatagramBinding> bindings = new ArrayList<>();
    final List<InnerPieces> pieces = new ArrayList<>();
    long bindingsVersion;
    int datagrams;
    long inspectedBytes;

    /** A dissector that reads this flow's datagrams. */
    static final class DatagramBinding {
        long seatId;
        String name;
        int layout;
        StateSlot slot;
        int place;
        long placeVersion;
        boolean done;
    }

    /** A stream found in this flow's datagrams. */
    static final class InnerPieces {
        final long key;
        final InspectedStream stream;
        final PieceQueue[] queues = {new PieceQueue(), new PieceQueue()};

        InnerPieces(long key, InspectedStream stream) {
            this.key = key;
            this.stream = stream;
        }
    }

    FlowRecord(int number) {
        this.number = number;
    }

    /** Becomes the record of a flow. */
    public void open(
            long[] key,
            int keyLongs,
            Transport transport,
            boolean v6,
            long firstFrame,
            long firstTime) {
        System.arraycopy(key, 0, this.key, 0, keyLongs);
        this.keyLongs = keyLongs;
        this.transport = transport;
        this.v6 = v6;
        this.firstFrame = firstFrame;
        this.firstTime = firstTime;
        this.lastSeen = firstTime;
        hasMac = false;
        vlan = -1;
        twoWay = false;
        announced = false;
        flow = null;
        inUse = true;
        lossPlace = LossWatch.NONE;
        sideA.reset();
        sideB.reset();
        turns.reset();
        shape.reset();
        java.util.Arrays.fill(doubleTimes, Long.MIN_VALUE / 2);
        stream = null;
        head = null;
        headIsOver = false;
        innerCount = 0;
        datagrams = 0;
        inspectedBytes = 0;
    }

    /** Who is who. */
    public void ends(boolean clientIsB, Roles roles, boolean midStream) {
        this.clientIsB = clientIsB;
        this.roles = roles;
        this.midStream = midStream;
    }

    /** Link-layer addresses, from the point of view of a frame of the client. */
    public void link(long clientMac, long serverMac, boolean hasMac, int vlan) {
        this.clientMac = clientMac;
        this.serverMac = serverMac;
        this.hasMac = hasMac;
        this.vlan = vlan;
    }

    void close() {
        inUse = false;
        stream = null;
        head = null;
        bindings.clear();
        pieces.clear();
        flow = null;
    }

    boolean isInUse() {
        return inUse;
    }

    /** Its number in the pool. */
    public int number() {
        return number;
    }

    /** The flow's key, as the table has it. */
    public long[] key() {
        return key;
    }

    /** Longs of the key. */
    public int keyLongs() {
        return keyLongs;
    }

    /** Id of the flow in events. */
    public long id() {
        return firstFrame << 8;
    }

    /** Packet time of the first frame. */
    public long firstTime() {
        return firstTime;
    }

    /** Packet time of the last frame. */
    public long lastSeen() {
        return lastSeen;
    }

    /** Where the flow's loss is watched, a place of {@link LossWatch}. */
    public int lossPlace() {
        return lossPlace;
    }

    /** Its loss is watched there. */
    public void watchLossAt(int place) {
        lossPlace = place;
    }

    /** A frame came at this time. */
    public void seen(long time) {
        lastSeen = time;
    }

    /** What it runs on. */
    public Transport transport() {
        return transport;
    }

    /** Whether the flow began before the capture did. */
    public boolean midStream() {
        return midStream;
    }

    /** Whether both ends of a TCP flow acknowledged each other. */
    public boolean twoWay() {
        return twoWay;
    }

    /** Both ends acknowledged each other. */
    public void nowTwoWay() {
        twoWay = true;
    }

    /** Whether an event of this flow was published. */
    public boolean announced() {
        return announced;
    }

    /** An event of this flow was published. */
    public void announce() {
        announced = true;
    }

    /** How client and server were told apart. */
    public Roles roles() {
        return roles;
    }

    /** Whether side B is the client. */
    public boolean clientIsB() {
        return clientIsB;
    }

    /** Direction of a packet from this side. */
    public Direction direction(boolean fromB) {
        return fromB == clientIsB ? Direction.TO_SERVER : Direction.TO_CLIENT;
    }

    /** The sending side of a direction. */
    public TcpSide sender(Direction direction) {
        return (direction == Direction.TO_SERVER) == clientIsB ? sideB : sideA;
    }

    /** Turns so far. */
    public TurnTrack turns() {
        return turns;
    }

    /** Sizes and gaps so far. */
    public ShapeTrack shape() {
        return shape;
    }

    /**
     * The protocol says that client and server are the other way round.
     *
     * @return whether they were turned; not if there is better reason for what they are
     */
    boolean swapRoles() {
        boolean turned = roles.compareTo(Roles.PROTOCOL) < 0;
        if (turned) {
            clientIsB = !clientIsB;
            roles = Roles.PROTOCOL;
            long mac = clientMac;
            clientMac = serverMac;
            serverMac = mac;
            flow = null;
            turns.swapDirections();
            if (stream != null) {
                stream.swapDirections();
            }
            for (InnerPieces inner : pieces) {
                inner.stream.swapDirections();
                PieceQueue first = inner.queues[0];
                inner.queues[0] = inner.queues[1];
                inner.queues[1] = first;
            }
        }
        return turned;
    }

    /**
     * Whether the same datagram was seen a few milliseconds ago, as mirror ports show it.
     *
     * @param signature of everything that a mirror copies
     */
    public boolean isDouble(long signature, long time) {
        for (int i = 0; i < DOUBLES; i++) {
            if (doubles[i] == signature && Math.abs(time - doubleTimes[i]) <= 3_000_000) {
                return true;
            }
        }
        doubles[doubleAt] = signature;
        doubleTimes[doubleAt] = time;
        doubleAt = (doubleAt + 1) % DOUBLES;
        return false;
    }

    /** The flow as events name it. */
    public Flow flow() {
        if (flow == null) {
            Endpoint a = endpoint(false);
            Endpoint b = endpoint(true);
            flow =
                    new Flow(
                            id(),
                            transport,
                            clientIsB ? b : a,
                            clientIsB ? a : b,
                            hasMac ? new MacAddress(clientMac) : null,
                            hasMac ? new MacAddress(serverMac) : null,
                            vlan,
                            roles,
                            null,
                            null);
        }
        return flow;
    }

    /** Address of an end. */
    IpAddress address(boolean b) {
        if (v6) {
            return IpAddress.v6(key[b ? 2 : 0], key[b ? 3 : 1]);
        }
        return IpAddress.v4((int) (b ? key[0] : key[0] >>> 32));
    }

    /** Port of an end; 0 above ICMP. */
    int port(boolean b) {
        if (transport != Transport.TCP && transport != Transport.UDP) {
            return 0;
        }
        long ports = key[keyLongs - 1];
        return (int) (b ? ports >>> 16 : ports >>> 32) & 0xffff;
    }

    private Endpoint endpoint(boolean b) {
        return new Endpoint(address(b), port(b));
    }
}

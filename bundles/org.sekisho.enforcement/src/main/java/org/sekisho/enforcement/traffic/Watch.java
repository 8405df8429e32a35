// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.traffic;

import org.sekisho.decide.Block;
import org.sekisho.event.Flow;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.Transport;

/**
 * Looks whether what a block covers still flows. Counts from {@link #since}; both ends must have
 * sent after it, so that what was on its way before does not count.
 */
public final class Watch {
    private final Block block;
    private final long since;
    private volatile long flowingAt = Long.MIN_VALUE;
    private volatile Flow flow;
    private volatile long triedAt = Long.MIN_VALUE;

    /**
     * A watch.
     *
     * @param block what it looks at
     * @param since packet time in nanoseconds from which on nothing should flow
     */
    public Watch(Block block, long since) {
        this.block = block;
        this.since = since;
    }

    /** What it looks at. */
    public Block block() {
        return block;
    }

    /** When something was last seen to flow, packet time; {@link Long#MIN_VALUE} if never. */
    public long flowingAt() {
        return flowingAt;
    }

    /**
     * When one end was last seen to send, packet time; {@link Long#MIN_VALUE} if none was. What it
     * sends may be stopped afterwards.
     */
    public long triedAt() {
        return triedAt;
    }

    /** What flowed then; null if nothing did. */
    public Flow flow() {
        return flow;
    }

    /** The address that it is found by. */
    IpAddress address() {
        IpPrefix prefix = block.server() != null ? block.server() : block.client();
        return prefix != null && prefix.isSingle() ? prefix.address() : null;
    }

    /** One end of a flow sent at this moment. */
    void tried(Flow flow, long time) {
        if (time >= since && covers(flow)) {
            triedAt = time;
        }
    }

    /** Both ends of a flow sent, from the one moment to the other. */
    void twoWay(Flow flow, long from, long to) {
        if (from >= since && covers(flow)) {
            flowingAt = to;
            this.flow = flow;
        }
    }

    private boolean covers(Flow flow) {
        IpAddress client = flow.client().address();
        IpAddress server = flow.server().address();
        return switch (block.scope()) {
            case FLOW -> isFlow(flow);
            case PAIR -> isPair(client, server) || isPair(server, client);
            case SERVER -> block.server().contains(server) || block.server().contains(client);
            case CLIENT -> block.client().contains(client) || block.client().contains(server);
            case MAC ->
                    block.mac().equals(flow.clientMac()) || block.mac().equals(flow.serverMac());
        };
    }

    private boolean isPair(IpAddress one, IpAddress other) {
        return block.client().contains(one) && block.server().contains(other);
    }

    private boolean isFlow(Flow flow) {
        IpAddress client = flow.client().address();
        IpAddress server = flow.server().address();
        int clientPort = flow.client().port();
        int serverPort = flow.server().port();
        boolean straight =
                isPair(client, server)
                        && clientPort == block.clientPort()
                        && serverPort == block.serverPort();
        boolean turned =
                isPair(server, client)
                        && serverPort == block.clientPort()
                        && clientPort == block.serverPort();
        Transport transport = flow.transport();
        return transport == block.transport() && (straight || turned);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.traffic;

import org.sekisho.event.Flow;
import org.sekisho.packet.Transport;

/**
 * What was seen of one flow. <em>Two-way</em> is a stretch of time in which both ends sent:
 * retransmissions of one end alone make none, and neither do the resets that a firewall answers
 * with in the other's name.
 */
final class FlowSight {
    /** A bare RST: headers of IPv4 and TCP without options (RFC 791, RFC 9293). */
    private static final int RESET = 40;

    /** The same above IPv6 (RFC 8200). */
    private static final int RESET_V6 = 60;

    private final Flow flow;
    private long lastSeen;
    private boolean over;
    private boolean counted;
    private long countedAt;
    private long packetsToServer;
    private long packetsToClient;
    private long bytesToServer;
    private long bytesToClient;
    private long twoWayFrom = Long.MIN_VALUE;
    private long twoWayTo = Long.MIN_VALUE;

    FlowSight(Flow flow) {
        this.flow = flow;
    }

    Flow flow() {
        return flow;
    }

    /** Nothing was sent in it before this moment. */
    void begins(long time) {
        counted = true;
        countedAt = time;
        seen(time);
    }

    void seen(long time) {
        lastSeen = Math.max(lastSeen, time);
    }

    /** What the server sent in answer was read. */
    void answered(long time) {
        seen(time);
        twoWayFrom = time;
        twoWayTo = time;
    }

    /**
     * So many packets and IP bytes were sent so far.
     *
     * @return whether the time since the last counting was two-way
     */
    boolean count(long time, long toServer, long toClient, long bytesServer, long bytesClient) {
        seen(time);
        boolean twoWay =
                counted
                        && says(toServer - packetsToServer, bytesServer - bytesToServer)
                        && says(toClient - packetsToClient, bytesClient - bytesToClient);
        if (twoWay) {
            twoWayFrom = countedAt;
            twoWayTo = time;
        }
        counted = true;
        countedAt = time;
        packetsToServer = toServer;
        packetsToClient = toClient;
        bytesToServer = bytesServer;
        bytesToClient = bytesClient;
        return twoWay;
    }

    /** Whether an end sent more than resets. */
    private boolean says(long packets, long bytes) {
        boolean v6 = flow.client().address().v6();
        return packets > 0
                && (flow.transport() != Transport.TCP || bytes > packets * (v6 ? RESET_V6 : RESET));
    }

    void ends(long time) {
        seen(time);
        over = true;
    }

    boolean isOver() {
        return over;
    }

    long lastSeen() {
        return lastSeen;
    }

    /** Start of the last stretch in which both ends sent. */
    long twoWayFrom() {
        return twoWayFrom;
    }

    /** Its end; {@link Long#MIN_VALUE} if there was none. */
    long twoWayTo() {
        return twoWayTo;
    }
}

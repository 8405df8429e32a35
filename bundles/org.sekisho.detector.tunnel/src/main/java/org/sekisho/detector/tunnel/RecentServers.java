// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import org.sekisho.packet.IpAddress;

/**
 * To whom a host spoke of late, and since when it speaks to one alone. Of more servers than fit the
 * one not heard of for longest is forgotten, which changes no answer: more than fit are never asked
 * for.
 */
final class RecentServers {
    /** Most that {@link #recent} can count, without the one asked about. */
    static final int MOST = 15;

    private final IpAddress[] servers = new IpAddress[MOST + 1];
    private final long[] lastHeard = new long[MOST + 1];
    private IpAddress carrier;
    private long carried;

    void heard(IpAddress server, long now) {
        int place = 0;
        for (int i = 0; i < servers.length; i++) {
            if (servers[i] == null || servers[i].equals(server)) {
                place = i;
                break;
            }
            if (lastHeard[i] < lastHeard[place]) {
                place = i;
            }
        }
        servers[place] = server;
        lastHeard[place] = now;
    }

    /** When another server than this one was last heard of; {@link Long#MIN_VALUE} if none was. */
    long lastOther(IpAddress server) {
        long last = Long.MIN_VALUE;
        for (int i = 0; i < servers.length && servers[i] != null; i++) {
            if (!servers[i].equals(server)) {
                last = Math.max(last, lastHeard[i]);
            }
        }
        return last;
    }

    /** How many other servers were heard of at or after a moment. */
    int recent(IpAddress server, long since) {
        int count = 0;
        for (int i = 0; i < servers.length && servers[i] != null; i++) {
            count += lastHeard[i] >= since && !servers[i].equals(server) ? 1 : 0;
        }
        return count;
    }

    /**
     * Adds to what one server carried while no other was heard of, and returns how much that is.
     */
    long alone(IpAddress server, long bytes) {
        if (!server.equals(carrier)) {
            carrier = server;
            carried = 0;
        }
        carried += bytes;
        return carried;
    }

    /** Others speak, too. */
    void notAlone() {
        carrier = null;
    }
}

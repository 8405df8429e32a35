// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.cases;

import java.util.HashSet;
import java.util.Set;
import org.sekisho.decide.Past;
import org.sekisho.decide.Policy;
import org.sekisho.decide.Scope;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.record.Offences;
import org.sekisho.enforcement.traffic.Traffic;
import org.sekisho.packet.IpAddress;

/**
 * What policy is told of the past of a case: from the records what was done about it, from the
 * traffic what it does now. Used by the acting thread.
 */
final class Histories {
    /** Packets that were on their way when a block of one flow began don't speak of another. */
    private static final long SETTLE_NANOS = 500_000_000L;

    private final Offences offences;
    private final Traffic traffic;

    Histories(Offences offences, Traffic traffic) {
        this.offences = offences;
        this.traffic = traffic;
    }

    /**
     * The past of a case.
     *
     * @param past as policy is told
     * @param known what it comes from
     */
    record History(Past past, Offences.Known known) {}

    /**
     * The past of a case.
     *
     * @param tunnelClients clients that have a tunnel to the same server
     */
    History of(KnownCase one, Policy policy, Set<Object> tunnelClients) {
        Detection detection = one.detection();
        Offences.Known known = offences.of(one.tunnel(), policy.memory());
        boolean returned = hasReturned(detection, known);
        // after a measure it counts that both ends are seen again; what one end sends to a server
        // that it can't reach, or anybody in its name, says nothing
        boolean over = known.released() != 0 ? !returned : !traffic.isAlive(detection);
        Past past =
                new Past(
                        known.blocks(),
                        known.sinceRelease(),
                        returned,
                        known.rung(),
                        isShared(detection, tunnelClients),
                        over);
        return new History(past, known);
    }

    private boolean hasReturned(Detection detection, Offences.Known known) {
        if (known.released() != 0) {
            return traffic.isBack(detection, known.released());
        }
        return known.standing() != null
                && known.standing().block().scope() == Scope.FLOW
                && traffic.isBack(detection, known.standing().since() + SETTLE_NANOS);
    }

    private boolean isShared(Detection detection, Set<Object> tunnelClients) {
        if (detection.server() == null || detection.server().address() == null) {
            return false;
        }
        Set<IpAddress> others = new HashSet<>(traffic.clientsOf(detection.server().address()));
        others.removeAll(tunnelClients);
        return !others.isEmpty();
    }
}

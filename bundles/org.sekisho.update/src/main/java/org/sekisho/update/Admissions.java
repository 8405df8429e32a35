// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sekisho.exchange.Admission;
import org.sekisho.exchange.Comparison;
import org.sekisho.exchange.Role;
import org.sekisho.exchange.Roster;
import org.sekisho.exchange.Seating;
import org.sekisho.update.trust.Permission;

/**
 * What the engine was told of our bundles; told again when another engine comes. Without an engine
 * nobody takes part, and nothing is lost.
 */
final class Admissions {
    private final Map<Long, Admission> admitted = new ConcurrentHashMap<>();
    private volatile Roster roster;

    void use(Roster present) {
        roster = present;
        admitted.forEach(present::admit);
    }

    void leave(Roster former) {
        if (roster == former) {
            roster = null;
        }
    }

    boolean hasEngine() {
        return roster != null;
    }

    void admit(Edition edition, Role role, boolean probation) {
        if (edition.shipped()) {
            return;
        }
        Set<Permission> permissions = edition.permissions();
        Admission admission =
                new Admission(
                        role,
                        permissions.contains(Permission.PAYLOAD),
                        permissions.contains(Permission.CONVICT),
                        probation);
        long id = edition.bundle().getBundleId();
        admitted.put(id, admission);
        Roster present = roster;
        if (present != null) {
            present.admit(id, admission);
        }
    }

    void forget(long bundle) {
        admitted.remove(bundle);
        Roster present = roster;
        if (present != null) {
            present.forget(bundle);
        }
    }

    /** The seats of one bundle. */
    List<Seating> of(Edition edition) {
        Roster present = roster;
        if (present == null) {
            return List.of();
        }
        long id = edition.bundle().getBundleId();
        return present.seatings().stream().filter(seat -> seat.bundle() == id).toList();
    }

    Comparison compare(Edition shadow) throws RefusedException {
        Roster present = roster;
        if (present == null) {
            throw new RefusedException("the engine does not run, so there is nothing to compare");
        }
        try {
            return present.compare(shadow.bundle().getBundleId());
        } catch (IllegalArgumentException notSeated) {
            throw new RefusedException(
                    shadow + " has no seat as a shadow now; 'sekisho bundles list' says why");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.roster;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.engine.Participants;
import org.sekisho.exchange.Admission;
import org.sekisho.exchange.Comparison;
import org.sekisho.exchange.Roster;
import org.sekisho.exchange.Seating;

/** The roster of those who are present in this engine. */
@Component(service = Roster.class)
public final class EngineRoster implements Roster {
    private final Participants participants;

    /** Made by Declarative Services. */
    @Activate
    public EngineRoster(@Reference Participants participants) {
        this.participants = participants;
    }

    @Override
    public void admit(long bundle, Admission admission) {
        participants.admit(bundle, admission);
    }

    @Override
    public void forget(long bundle) {
        participants.forget(bundle);
    }

    @Override
    public List<Seating> seatings() {
        return participants.seatings();
    }

    @Override
    public Comparison compare(long shadow) {
        Comparison comparison = participants.compare(shadow);
        if (comparison == null) {
            throw new IllegalArgumentException(
                    "no detector of bundle " + shadow + " runs as a shadow");
        }
        return comparison;
    }
}

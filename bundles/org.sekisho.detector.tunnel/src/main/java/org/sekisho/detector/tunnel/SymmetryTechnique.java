// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.flow.FlowCheckpoint;
import org.sekisho.event.flow.FlowEnded;

/**
 * TUN-SYMMETRY: a flow lasts without a pause, with about as many packets one way as the other, and
 * neither way are they mere acknowledgements. A download is balanced, too, because of its
 * acknowledgements, but those are bare; in a tunnel they are packets of the inner connection with
 * all headers, so that even a download has payload both ways.
 */
final class SymmetryTechnique implements TechniqueGroup {
    private static final int FLOWS = 16_384;

    private final Technique symmetry;
    private final int packets;
    private final int percent;
    private final int size;
    private final long lasting;
    private final long pause;
    private final Sightings sightings;
    private final Forgetting<Long, LastingFlow> flows = new Forgetting<>("lasting flows", FLOWS);

    SymmetryTechnique(Catalogue catalogue, Sightings sightings) {
        symmetry = catalogue.technique("TUN-SYMMETRY");
        packets = catalogue.number("symmetry.packets", 2, Integer.MAX_VALUE);
        percent = catalogue.number("symmetry.percent", 1, 50);
        size = catalogue.number("symmetry.size", 41, 1500);
        lasting = catalogue.milliseconds("symmetry.lasting.ms");
        pause = catalogue.milliseconds("symmetry.pause.ms");
        this.sightings = sightings;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(FlowCheckpoint.class, FlowEnded.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        Map<Long, LastingFlow> known = flows;
        if (!(event instanceof FlowCheckpoint checkpoint)) {
            known.remove(event.origin().flow().id());
            return;
        }
        LastingFlow flow =
                known.computeIfAbsent(checkpoint.origin().flow().id(), id -> new LastingFlow());
        flow.next(checkpoint, pause);
        long up = flow.packetsToServer(checkpoint);
        long down = flow.packetsToClient(checkpoint);
        if (flow.lasted(checkpoint) >= lasting
                && up + down >= packets
                && Math.min(up, down) * 100 >= (up + down) * percent
                && flow.bytesToServer(checkpoint) >= up * size
                && flow.bytesToClient(checkpoint) >= down * size) {
            sightings.tell(
                    symmetry,
                    checkpoint.origin(),
                    "for %d s %d packets of %d bytes on average one way, %d of %d the other"
                            .formatted(
                                    flow.lasted(checkpoint) / 1_000_000_000L,
                                    up,
                                    flow.bytesToServer(checkpoint) / up,
                                    down,
                                    flow.bytesToClient(checkpoint) / down),
                    out);
        }
    }

    @Override
    public long forgotten() {
        return flows.forgotten();
    }
}

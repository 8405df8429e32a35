// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import org.sekisho.dissect.LinkDissector;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/** Shows frames above Ethernet that are not IP to their dissector. Used by one thread. */
public final class LinkInspector {
    private static final Endpoint NOWHERE = new Endpoint(null, 0);

    private final Inspection inspection;
    private final View view = new View();
    private final Payload payload = new Payload();

    /** One for each worker. */
    public LinkInspector(Inspection inspection) {
        this.inspection = inspection;
    }

    /** Takes one frame. */
    public void frame(
            int etherType,
            long source,
            long destination,
            int vlan,
            byte[] array,
            int offset,
            int length) {
        Places<LinkDissector> places = inspection.dissectors().links();
        boolean known = false;
        for (int place = 0; place < places.count(); place++) {
            LinkDissector dissector = places.usable(place);
            if (dissector == null) {
                continue;
            }
            view.source = source;
            view.destination = destination;
            view.vlan = vlan;
            inspection.guard().enter(places.seat(place), null, length);
            try {
                if (dissector.etherType() == etherType) {
                    known = true;
                    dissector.frame(view, payload.set(array, offset, length));
                }
                inspection.guard().leave();
            } catch (Throwable thrown) {
                inspection.guard().leave(thrown);
                inspection.failed(
                        places.seat(place),
                        thrown,
                        new MacAddress(source) + ", frame " + inspection.frame());
            }
        }
        if (!known) {
            inspection.count(Counter.UNKNOWN_LINK_FRAMES);
        }
    }

    private final class View implements LinkDissector.FrameScope {
        private long source;
        private long destination;
        private int vlan;

        @Override
        public long sourceMac() {
            return source;
        }

        @Override
        public long destinationMac() {
            return destination;
        }

        @Override
        public Origin origin() {
            Flow flow =
                    new Flow(
                            inspection.frame() << 8,
                            Transport.LINK,
                            NOWHERE,
                            NOWHERE,
                            new MacAddress(source),
                            new MacAddress(destination),
                            vlan,
                            Roles.FIRST_PACKET,
                            null,
                            null);
            return new Origin(flow, inspection.frame(), inspection.time(), false);
        }

        @Override
        public void emit(Event event) {
            inspection.guard().emits();
            inspection.output().emit(event);
        }
    }
}

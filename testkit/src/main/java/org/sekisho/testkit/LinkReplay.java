// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/** Shows the frames of a capture that are not IP to a link dissector, and records its events. */
public final class LinkReplay implements LinkDissector.FrameScope {
    private static final Endpoint NOWHERE = new Endpoint(null, 0);

    private final List<Event> events = new ArrayList<>();
    private CapturedFrame current;
    private MacAddress source;
    private MacAddress destination;
    private int vlan;

    private LinkReplay() {}

    /** What the dissector says about these frames, in their order. */
    public static List<Event> events(List<CapturedFrame> frames, LinkDissector dissector) {
        LinkReplay replay = new LinkReplay();
        for (CapturedFrame frame : frames) {
            if (frame.bytes().length >= 14) {
                replay.show(frame, dissector);
            }
        }
        return List.copyOf(replay.events);
    }

    private void show(CapturedFrame frame, LinkDissector dissector) {
        ByteBuffer in = ByteBuffer.wrap(frame.bytes());
        current = frame;
        destination = mac(in);
        source = mac(in);
        vlan = -1;
        int type = in.getShort() & 0xffff;
        if (type == 0x8100 && in.remaining() >= 4) {
            vlan = in.getShort() & 0xfff;
            type = in.getShort() & 0xffff;
        }
        int end = frame.bytes().length;
        if (type < 0x600 && in.remaining() >= 3) {
            // IEEE 802.3: a length, then DSAP, SSAP and one byte of control
            end = Math.min(end, in.position() + type);
            type = in.getShort() & 0xffff;
            in.get();
        }
        if (type == dissector.etherType() && end >= in.position()) {
            dissector.frame(
                    this, new Payload().set(frame.bytes(), in.position(), end - in.position()));
        }
    }

    private static MacAddress mac(ByteBuffer in) {
        return new MacAddress((in.getShort() & 0xffffL) << 32 | in.getInt() & 0xffff_ffffL);
    }

    @Override
    public long sourceMac() {
        return source.bits();
    }

    @Override
    public long destinationMac() {
        return destination.bits();
    }

    @Override
    public Origin origin() {
        Flow flow =
                new Flow(
                        current.number(),
                        Transport.LINK,
                        NOWHERE,
                        NOWHERE,
                        source,
                        destination,
                        vlan,
                        Roles.FIRST_PACKET,
                        null,
                        null);
        return new Origin(flow, current.number(), current.time(), false);
    }

    @Override
    public void emit(Event event) {
        events.add(event);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.stp;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.event.Origin;
import org.sekisho.event.stp.SpanningTreeMessage;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Payload;

/**
 * Reads configuration messages of spanning tree, rapid and multiple spanning tree (IEEE 802.1D-2004
 * §9.3). A bridge port repeats its message every two seconds; repetitions are passed over for half
 * a minute. Remembers the last message of {@value #STATIONS} stations; one that was pushed out by
 * another is reported again.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class StpDissector implements LinkDissector {
    /** The access point of bridges, as destination and as source (IEEE 802.1D-2004 §7.12.3). */
    private static final int ACCESS_POINT = 0x4242;

    /** Bytes of a configuration message. */
    private static final int SIZE = 35;

    private static final int CONFIGURATION = 0;
    private static final int RAPID = 2;
    private static final int STATIONS = 1 << 10;
    private static final long REPEAT_NANOS = 30_000_000_000L;

    /** What may change from message to message without meaning anything: the message's age. */
    private static final int STABLE = 27;

    private final long[] stations = new long[STATIONS];
    private final long[] times = new long[STATIONS];
    private final int[] contents = new int[STATIONS];

    @Override
    public String protocol() {
        return "stp";
    }

    @Override
    public int etherType() {
        return ACCESS_POINT;
    }

    @Override
    public void frame(FrameScope scope, Payload payload) {
        if (payload.length() < SIZE || payload.u16(0) != 0) {
            return;
        }
        int type = payload.u8(3);
        if (type != CONFIGURATION && type != RAPID || (payload.u8(19) & 1) != 0) {
            return;
        }
        Origin origin = scope.origin();
        if (isNews(scope.sourceMac(), origin.time(), content(payload))) {
            scope.emit(
                    new SpanningTreeMessage(
                            origin,
                            payload.u8(2),
                            type,
                            payload.u8(4),
                            payload.u16(5),
                            mac(payload, 7),
                            payload.u32(13),
                            payload.u16(17),
                            mac(payload, 19),
                            payload.u16(25)));
        }
    }

    private boolean isNews(long station, long time, int content) {
        int place = (int) (station * 0x9e37_79b9_7f4a_7c15L >>> 54);
        // station 0 and the empty place are the same, and content tells them apart
        boolean same = stations[place] == station && contents[place] == content;
        if (same && time >= times[place] && time - times[place] < REPEAT_NANOS) {
            return false;
        }
        stations[place] = station;
        contents[place] = content;
        times[place] = time;
        return true;
    }

    private static int content(Payload payload) {
        int start = payload.arrayOffset();
        int hash = 1;
        for (int i = 0; i < STABLE; i++) {
            hash = 31 * hash + payload.array()[start + i];
        }
        return hash;
    }

    private static MacAddress mac(Payload payload, int at) {
        return new MacAddress((long) payload.u16(at) << 32 | payload.u32(at + 2));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.traffic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.sekisho.event.Flow;
import org.sekisho.packet.IpAddress;

/** Watches, found by the address they are about; those of networks and MAC addresses are a list. */
final class WatchIndex {
    /** What is about networks is asked about every flow, so only some are. */
    private static final int MOST_WIDE = 64;

    private final Map<IpAddress, List<Watch>> byAddress = new HashMap<>();
    private final List<Watch> wide = new ArrayList<>();

    void add(Watch watch) {
        IpAddress address = watch.address();
        if (address != null) {
            byAddress.computeIfAbsent(address, any -> new ArrayList<>(1)).add(watch);
        } else if (wide.size() < MOST_WIDE) {
            wide.add(watch);
        }
    }

    void remove(Watch watch) {
        IpAddress address = watch.address();
        if (address == null) {
            wide.remove(watch);
            return;
        }
        List<Watch> same = byAddress.get(address);
        if (same != null && same.remove(watch) && same.isEmpty()) {
            byAddress.remove(address);
        }
    }

    /** Both ends of a flow sent, from the one moment to the other. */
    void twoWay(Flow flow, long from, long to) {
        about(flow, watch -> watch.twoWay(flow, from, to));
    }

    /** One end of a flow sent at this moment. */
    void tried(Flow flow, long time) {
        about(flow, watch -> watch.tried(flow, time));
    }

    private void about(Flow flow, Consumer<Watch> tell) {
        byAddress.getOrDefault(flow.client().address(), List.of()).forEach(tell);
        byAddress.getOrDefault(flow.server().address(), List.of()).forEach(tell);
        wide.forEach(tell);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissect;

import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.event.Event;
import org.sekisho.packet.Payload;

/**
 * Reads frames above Ethernet that are not IP: ARP, spanning tree and the like. Registered as a
 * prototype-scoped service; each worker uses an instance of its own. Keeps no state of a flow.
 */
@ConsumerType
public interface LinkDissector {
    /** Name of the protocol in lower case; also for counters and logs. */
    String protocol();

    /** The EtherType it reads; for frames with an 802.2 header the LSAP pair. */
    int etherType();

    /**
     * Takes one frame.
     *
     * @param scope its flow has transport LINK and the frame's MAC addresses
     * @param payload the bytes above the EtherType
     */
    void frame(FrameScope scope, Payload payload);

    /** What a link dissector is told about its frame. */
    @org.osgi.annotation.versioning.ProviderType
    interface FrameScope {
        /** Source MAC address, 48 bits. */
        long sourceMac();

        /** Destination MAC address, 48 bits. */
        long destinationMac();

        /** Where and when; a new value on each call. */
        org.sekisho.event.Origin origin();

        /** Hands an event on, towards the detectors. */
        void emit(Event event);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of one source; factory PID {@code org.sekisho.capture.afpacket}. */
@ObjectClassDefinition(
        name = "Sekisho capture from a Linux interface",
        description = "Captures from one interface through rings shared with the kernel.")
@interface AfpacketConfiguration {
    @AttributeDefinition(description = "Name of the interface, such as eth0.")
    String $interface();

    @AttributeDefinition(
            description =
                    "Threads that share the interface's flows, 1 to 64; at most one per core.",
            min = "1",
            max = "64")
    int workers() default 1;

    @AttributeDefinition(
            description =
                    "Filter in the notation of tcpdump (pcap-filter(7)); empty for everything. Needs"
                            + " libpcap.",
            required = false)
    String filter() default "";

    @AttributeDefinition(
            description = "Whether frames for other machines are captured: true, false.")
    boolean promiscuous() default true;

    @AttributeDefinition(
            description = "Memory of each worker's ring, in MiB; 1 to 1024.",
            min = "1",
            max = "1024")
    int ring_mib() default 64;

    @AttributeDefinition(
            description =
                    "Bytes kept of each frame, 64 to 262144; what is cut off is not looked into.",
            min = "64",
            max = "262144")
    int snaplen() default 262144;
}

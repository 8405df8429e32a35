// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.pcap4j;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of one source; factory PID {@code org.sekisho.capture.pcap4j}. */
@ObjectClassDefinition(
        name = "Sekisho capture through libpcap",
        description = "Captures from one interface, or from all, through libpcap; on any system.")
@interface Pcap4jConfiguration {
    @AttributeDefinition(
            description =
                    "Name of the interface as libpcap has it, such as en0 (tcpdump -D lists them);"
                            + " any for all interfaces, on Linux.")
    String $interface();

    @AttributeDefinition(
            description =
                    "Filter in the notation of tcpdump (pcap-filter(7)); empty for everything.",
            required = false)
    String filter() default "";

    @AttributeDefinition(
            description =
                    "Bytes kept of each frame, 64 to 262144; what is cut off is not looked into.",
            min = "64",
            max = "262144")
    int snaplen() default 262144;

    @AttributeDefinition(
            description = "Whether frames for other machines are captured: true, false.")
    boolean promiscuous() default true;

    @AttributeDefinition(
            description =
                    "Whether each frame is handed over at once instead of within 10 ms: true, false."
                            + " Costs more, and on Linux leaves room for few frames unless snaplen is"
                            + " small.")
    boolean immediate() default false;

    @AttributeDefinition(
            description = "Memory between the system and the daemon, in MiB; 1 to 1024.",
            min = "1",
            max = "1024")
    int buffer_mib() default 32;
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Options of one receiver; factory PID {@code org.sekisho.capture.mirror}. */
@ObjectClassDefinition(
        name = "Sekisho capture of mirrored traffic",
        description = "Receives frames that switches and routers mirror over UDP.")
@interface MirrorConfiguration {
    @AttributeDefinition(
            description =
                    "Address of this machine at which datagrams are received, such as 192.0.2.7;"
                            + " 0.0.0.0 or :: for every address.")
    String listen() default "127.0.0.1";

    @AttributeDefinition(
            description =
                    "UDP port, 1 to 65535; 0 for that of the encapsulation: tzsp 37008, vxlan"
                            + " 4789, erspan 4754.",
            min = "0",
            max = "65535")
    int port() default 0;

    @AttributeDefinition(
            description =
                    "What the frames are wrapped in: tzsp, vxlan, or erspan (ERSPAN in GRE in UDP).",
            options = {@Option("tzsp"), @Option("vxlan"), @Option("erspan")})
    String encapsulation() default "tzsp";

    @AttributeDefinition(
            description =
                    "Addresses and networks that may send, separated by commas, such as"
                            + " 192.0.2.1, 198.51.100.0/24; everything else is refused and counted.",
            required = false)
    String senders() default "";

    @AttributeDefinition(
            description =
                    "Memory for datagrams that wait, in MiB, 1 to 1024; the system may allow less"
                            + " (Linux: net.core.rmem_max).",
            min = "1",
            max = "1024")
    int buffer_mib() default 8;
}

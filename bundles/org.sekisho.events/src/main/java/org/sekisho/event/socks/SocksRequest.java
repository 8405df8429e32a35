// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.socks;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Endpoint;

/**
 * A SOCKS request to connect that the server granted; published with the reply, without
 * credentials.
 *
 * @param origin where and when
 * @param version 4 or 5
 * @param methods authentication methods offered (version 5), in the order sent
 * @param target where the client wants to go; an IP literal is the address, else only the name is
 *     known
 */
public record SocksRequest(Origin origin, int version, List<Integer> methods, Endpoint target)
        implements Event {
    /** Copies the list. */
    public SocksRequest {
        methods = List.copyOf(methods);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.softether;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * A message of the NAT traversal service (wire facts §6.5).
 *
 * @param origin where and when
 * @param direction of the message
 * @param kind what it is
 * @param fields readable fields of a Pack by name, such as {@code opcode}, {@code host_name},
 *     {@code dest_ip}; {@code ip} and {@code port} of an address answer; values at most 256
 *     characters, secrets replaced by the word {@code (hidden)}
 * @param head first bytes, at most 64
 */
public record NatTraversalMessage(
        Origin origin, Direction direction, Kind kind, Map<String, String> fields, Octets head)
        implements Event {
    /** Copies the map, in the order of names. */
    public NatTraversalMessage {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** What a message is. */
    public enum Kind {
        /** One byte {@code A}: a server asks for its address. Proves nothing alone. */
        SERVER_QUERY,
        /** One byte {@code B}: an accelerated session asks for its address. */
        SESSION_QUERY,
        /** The service's answer {@code IP=…,PORT=…} to one of the two. */
        ADDRESS_ANSWER,
        /** A Pack with the service's field names. */
        PACK
    }
}

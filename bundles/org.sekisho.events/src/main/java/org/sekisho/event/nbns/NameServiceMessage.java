// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.nbns;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.MacAddress;

/**
 * A message of the NetBIOS name service (RFC 1002 §4.2). At most 16 in a second are published of a
 * flow.
 *
 * @param origin where and when
 * @param direction of the message
 * @param id NAME_TRN_ID
 * @param response whether it is an answer
 * @param operation OPCODE: 0 query, 5 registration, 6 release, 7 wait, 8 refresh
 * @param flags the second 16 bits of the header as they are
 * @param type type of the question or of the first answer: {@link #NAME} or {@link #STATUS}
 * @param name the name asked for or answered, decoded (RFC 1001 §14.1), without the padding spaces
 *     and zeros at its end; a byte a character
 * @param suffix the name's 16th byte, which tells the service
 * @param names names in the answer to a status query, as {@code name}, at most 16
 * @param unit hardware address in the answer to a status query; null if there is none
 */
public record NameServiceMessage(
        Origin origin,
        Direction direction,
        int id,
        boolean response,
        int operation,
        int flags,
        int type,
        String name,
        int suffix,
        List<String> names,
        MacAddress unit)
        implements Event {
    /** Value of {@code type}: a name and its addresses (NB). */
    public static final int NAME = 0x20;

    /** Value of {@code type}: all names of a host (NBSTAT). */
    public static final int STATUS = 0x21;

    /** Copies the list. */
    public NameServiceMessage {
        names = List.copyOf(names);
    }
}

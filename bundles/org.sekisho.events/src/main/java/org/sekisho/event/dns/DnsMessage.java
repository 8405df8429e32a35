// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.dns;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;

/**
 * A DNS message (RFC 1035 §4).
 *
 * @param origin where and when
 * @param direction of the message
 * @param id message id
 * @param response whether it is an answer
 * @param responseCode RCODE, 0 to 15
 * @param questions at most 4
 * @param answers of the answer section, at most 32
 */
public record DnsMessage(
        Origin origin,
        Direction direction,
        int id,
        boolean response,
        int responseCode,
        List<DnsQuestion> questions,
        List<DnsAnswer> answers)
        implements Event {
    /** Copies the lists. */
    public DnsMessage {
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
    }
}

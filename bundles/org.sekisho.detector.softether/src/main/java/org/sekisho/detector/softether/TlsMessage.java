// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.detection.Interval;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.packet.Direction;

/**
 * What one end says before the other one does, whatever records it comes in.
 *
 * @param direction from whom
 * @param records in the order sent, at least one
 * @param sums for each record, bytes within it and those before it
 */
record TlsMessage(Direction direction, List<TlsRecord> records, List<Interval> sums) {
    private TlsMessage(TlsRecord record, Interval content) {
        this(
                record.direction(),
                new ArrayList<>(List.of(record)),
                new ArrayList<>(List.of(content)));
    }

    /**
     * Takes records together by turns.
     *
     * @return messages whose directions alternate, up to a record that can't be one of this
     *     protection
     */
    static List<TlsMessage> byTurns(List<TlsRecord> data, RecordProtection protection) {
        List<TlsMessage> messages = new ArrayList<>();
        for (TlsRecord record : data) {
            Interval content = protection.content(record.length());
            if (content == null) {
                break;
            }
            TlsMessage last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
            if (last != null && last.direction == record.direction()) {
                last.sums.add(last.content().plus(content.from(), content.to()));
                last.records.add(record);
            } else {
                messages.add(new TlsMessage(record, content));
            }
        }
        return messages;
    }

    /** Takes each of the first records, at most so many, for a message of its own. */
    static List<TlsMessage> byRecords(List<TlsRecord> data, int most, RecordProtection protection) {
        List<TlsMessage> messages = new ArrayList<>(most);
        for (TlsRecord record : data) {
            Interval content = protection.content(record.length());
            if (content == null || messages.size() == most) {
                break;
            }
            messages.add(new TlsMessage(record, content));
        }
        return messages;
    }

    /** Bytes within all of its records. */
    Interval content() {
        return sums.get(sums.size() - 1);
    }

    TlsRecord last() {
        return records.get(records.size() - 1);
    }
}

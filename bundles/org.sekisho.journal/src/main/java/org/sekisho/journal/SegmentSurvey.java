// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.sekisho.journal.ByteReader.Damaged;

/** Finds out what a segment on disk holds, without a class of any event. */
final class SegmentSurvey {
    private SegmentSurvey() {}

    /**
     * Takes a segment as it was left, be it in the middle of a record: a torn end is cut off.
     *
     * @return null if nothing in it can be read
     */
    static Segment take(SegmentFolder folder, long sequence) throws IOException {
        long length = folder.length(sequence);
        if (length > SegmentFolder.LONGEST) {
            return null;
        }
        Contents contents = length > PartHeader.SPACE ? summary(folder, sequence, length) : null;
        if (contents == null) {
            byte[] bytes = folder.read(sequence);
            RecordScanner scanner = new RecordScanner(bytes);
            contents = scan(scanner, bytes.length);
            if (contents.events() == 0) {
                return null;
            }
            if (scanner.isTorn(bytes.length)) {
                folder.truncate(sequence, scanner.endOfIntact());
            }
            length = scanner.endOfIntact();
        }
        return new Segment(sequence, contents, (int) length);
    }

    private static Contents summary(SegmentFolder folder, long sequence, long length)
            throws IOException {
        int at = Segment.summaryAt(folder.read(sequence, length - Segment.TRAILER_SPACE, length));
        if (at < 0 || at >= length - Segment.TRAILER_SPACE) {
            return null;
        }
        byte[] beginning = folder.read(sequence, 0, PartHeader.SPACE);
        byte[] end = folder.read(sequence, at, length - Segment.TRAILER_SPACE);
        try {
            RecordScanner header = new RecordScanner(beginning);
            if (!header.next(beginning.length)) {
                return null;
            }
            ByteReader first = header.record();
            RecordScanner summary = new RecordScanner(end);
            if (first.u8() == PartHeader.KIND) {
                // nobody on the network knows it, so an end that was torn off can't forge a summary
                summary.salt(PartHeader.read(first).salt());
            }
            if (!summary.next(end.length)) {
                return null;
            }
            ByteReader record = summary.record();
            return record.u8() == Definitions.SUMMARY ? Contents.read(record) : null;
        } catch (Damaged e) {
            return null;
        }
    }

    private static Contents scan(RecordScanner scanner, int limit) {
        Contents contents = new Contents();
        Map<Integer, String> types = new HashMap<>();
        PartHeader header = null;
        int definitions = 0;
        while (scanner.next(limit)) {
            try {
                ByteReader record = scanner.record();
                int size = record.remaining() + Frames.HEADER;
                int kind = record.u8();
                if (kind == PartHeader.KIND) {
                    PartHeader next = PartHeader.read(record);
                    if (header == null || header.salt() != next.salt()) {
                        header = next;
                        scanner.salt(next.salt());
                        types.clear();
                        contents.begin(next);
                    }
                    definitions = 0;
                } else if (kind == Definitions.EVENT && header != null) {
                    long sequence = header.sequence() + record.number();
                    String type = types.getOrDefault(record.index(), "?");
                    record.index();
                    contents.add(
                            type,
                            size + definitions,
                            sequence,
                            header.frame() + record.signed(),
                            header.time() + record.signed());
                    definitions = 0;
                } else {
                    definitions += kind == Definitions.FLOW ? 0 : size;
                    if (kind == Definitions.SHAPE) {
                        types.put(record.index(), record.name());
                    }
                }
            } catch (Damaged e) {
                // counted by whoever reads the events
                continue;
            }
        }
        return contents;
    }
}

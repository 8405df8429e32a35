// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.journal.ByteReader.Damaged;

/** A part of a segment as it lies in its bytes, read without a class of any event. */
final class StoredPart {
    /** Where the record of a definition lies. */
    record Stretch(int from, int to) {}

    private record Conversation(long outermost, boolean onTheWire) {}

    private final byte[] bytes;
    private final PartHeader header;
    private final Stretch beginning;
    private final Map<Integer, Map<Integer, Stretch>> definitions = new HashMap<>();
    private final Map<Integer, String> types = new HashMap<>();
    private final Map<Integer, Integer> components = new HashMap<>();
    private final Map<Integer, Conversation> flows = new HashMap<>();
    private final List<StoredEvent> events = new ArrayList<>();

    private StoredPart(byte[] bytes, PartHeader header, Stretch beginning) {
        this.bytes = bytes;
        this.header = header;
        this.beginning = beginning;
    }

    /** All parts of a segment; what is damaged is left out. */
    static List<StoredPart> of(byte[] segment, int limit) {
        List<StoredPart> parts = new ArrayList<>();
        RecordScanner scanner = new RecordScanner(segment);
        StoredPart part = null;
        int defined = 0;
        while (scanner.next(limit)) {
            Stretch stretch = new Stretch(scanner.start(), scanner.endOfIntact());
            try {
                ByteReader record = scanner.record();
                int kind = record.u8();
                if (kind == PartHeader.KIND) {
                    PartHeader next = PartHeader.read(record);
                    if (part == null || part.header.salt() != next.salt()) {
                        scanner.salt(next.salt());
                        part = new StoredPart(segment, next, stretch);
                        parts.add(part);
                    }
                    defined = 0;
                } else if (part != null && kind == Definitions.EVENT) {
                    part.event(record, stretch, defined);
                    defined = 0;
                } else if (part != null && kind != Definitions.SUMMARY) {
                    part.definition(kind, record, stretch);
                    defined += stretch.to() - stretch.from();
                }
            } catch (Damaged e) {
                // counted by whoever reads the events
                continue;
            }
        }
        return parts;
    }

    private void event(ByteReader record, Stretch stretch, int defined) throws Damaged {
        long sequence = header.sequence() + record.number();
        String type = types.getOrDefault(record.index(), "?");
        Conversation flow = flows.get(record.index());
        long frame = header.frame() + record.signed();
        long time = header.time() + record.signed();
        events.add(
                new StoredEvent(
                        stretch.from(),
                        stretch.to(),
                        stretch.to() - stretch.from() + defined,
                        type,
                        sequence,
                        frame,
                        time,
                        flow == null ? StoredEvent.NO_FLOW : flow.outermost(),
                        flow != null
                                && flow.onTheWire()
                                && type.equals(FlowEnded.class.getName())));
    }

    private void definition(int kind, ByteReader record, Stretch stretch) throws Damaged {
        int id = record.index();
        definitions.computeIfAbsent(kind, any -> new HashMap<>()).put(id, stretch);
        if (kind == Definitions.SHAPE) {
            types.put(id, record.name());
            components.put(id, record.count());
        } else if (kind == Definitions.FLOW) {
            long outermost = record.number();
            flows.put(id, new Conversation(outermost, record.signed() == outermost));
        }
    }

    PartHeader header() {
        return header;
    }

    /** The record that begins the part. */
    Stretch beginning() {
        return beginning;
    }

    /** The events, oldest first. */
    List<StoredEvent> events() {
        return events;
    }

    /** Where something is defined, or null. */
    Stretch definition(int kind, int id) {
        Map<Integer, Stretch> ofKind = definitions.get(kind);
        return ofKind == null ? null : ofKind.get(id);
    }

    /** How many components the records of a shape have. */
    int components(int shape) throws Damaged {
        Integer count = components.get(shape);
        if (count == null) {
            throw new Damaged("a shape that is not defined");
        }
        return count;
    }

    byte[] bytes() {
        return bytes;
    }
}

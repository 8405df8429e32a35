// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import org.sekisho.journal.ByteReader.Damaged;

/** Finds out what the records of a part refer to, without a class of any event. */
final class References {
    /** Is told each reference, those that others rely on included. */
    interface Receiver {
        void refersTo(int kind, int id) throws Damaged;
    }

    private final StoredPart part;
    private final Receiver receiver;

    References(StoredPart part, Receiver receiver) {
        this.part = part;
        this.receiver = receiver;
    }

    /** Tells what a record refers to, one of an event or of a definition. */
    void of(StoredPart.Stretch stretch) throws Damaged {
        ByteReader record =
                new ByteReader(part.bytes(), stretch.from() + Frames.HEADER, stretch.to());
        switch (record.u8()) {
            case Definitions.EVENT -> event(record);
            case Definitions.FLOW -> flow(record);
            default -> {
                // the other definitions stand for themselves
            }
        }
    }

    private void event(ByteReader record) throws Damaged {
        record.number();
        int shape = record.index();
        receiver.refersTo(Definitions.SHAPE, shape);
        flow(record.index());
        record.signed();
        record.signed();
        record.u8();
        values(record, part.components(shape), 0);
    }

    private void flow(ByteReader record) throws Damaged {
        record.index();
        record.number();
        record.signed();
        value(record, 0);
        endpoint(record);
        endpoint(record);
        value(record, 0);
        value(record, 0);
        record.signed();
        value(record, 0);
        value(record, 0);
        flow(record.index());
    }

    private void flow(int id) throws Damaged {
        if (id != 0) {
            receiver.refersTo(Definitions.FLOW, id);
        }
    }

    private void endpoint(ByteReader record) throws Damaged {
        if (record.u8() != Tag.NULL) {
            value(record, 0);
            record.number();
            value(record, 0);
        }
    }

    private void values(ByteReader record, int count, int depth) throws Damaged {
        for (int i = 0; i < count; i++) {
            value(record, depth);
        }
    }

    private void value(ByteReader record, int depth) throws Damaged {
        if (depth > Definitions.DEPTH) {
            throw new Damaged("nested too deep");
        }
        int tag = record.u8();
        if (tag < Tag.NULL) {
            return;
        }
        switch (tag) {
            case Tag.NULL, Tag.FALSE, Tag.TRUE, Tag.ORIGIN -> {
                // nothing follows
            }
            case Tag.INT, Tag.LONG, Tag.SHORT, Tag.CHAR -> record.number();
            case Tag.BYTE -> record.skip(1);
            case Tag.FLOAT, Tag.IPV4 -> record.skip(4);
            case Tag.DOUBLE -> record.skip(8);
            case Tag.IPV6 -> record.skip(16);
            case Tag.MAC -> record.skip(6);
            case Tag.LATIN1, Tag.OCTETS, Tag.BYTES -> record.skip(record.count());
            case Tag.UTF16 -> record.skip(2 * record.count());
            case Tag.LIST, Tag.SET -> values(record, record.count(), depth + 1);
            case Tag.MAP -> values(record, 2 * record.count(), depth + 1);
            case Tag.OPTIONAL -> value(record, depth + 1);
            case Tag.ENUM -> receiver.refersTo(Definitions.CONSTANT, record.index());
            case Tag.FLOW -> flow(record.index());
            case Tag.REPEATED -> receiver.refersTo(Definitions.REPEATED, record.index());
            case Tag.RECORD -> {
                int shape = record.index();
                receiver.refersTo(Definitions.SHAPE, shape);
                values(record, part.components(shape), depth + 1);
            }
            default -> throw new Damaged("no such kind of value: " + tag);
        }
    }
}

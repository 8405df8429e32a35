// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.HashMap;
import java.util.Map;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.journal.ByteReader.Damaged;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/** Reads the events of a segment: what {@link EventEncoder} wrote, or anything else. */
final class EventDecoder implements ValueDecoder.References {
    private final RecordScanner scanner;
    private final EventClasses classes;
    private final ValueDecoder values = new ValueDecoder(this);
    private final Map<Integer, Flow> flows = new HashMap<>();
    private final Map<Integer, StoredShape> shapes = new HashMap<>();
    private final Map<Integer, StoredConstant> constants = new HashMap<>();
    private final Map<Integer, Object> repeated = new HashMap<>();
    private PartHeader header;
    private Origin origin;
    private long sequence;
    private int skipped;

    EventDecoder(byte[] segment, EventClasses classes) {
        scanner = new RecordScanner(segment);
        this.classes = classes;
    }

    /** The next event that ends before {@code limit}, or null. What can't be read is left out. */
    Event next(int limit) {
        while (scanner.next(limit)) {
            try {
                Event event = record(scanner.record());
                if (event != null) {
                    return event;
                }
            } catch (Damaged | RuntimeException | LinkageError e) {
                skipped++;
            }
        }
        return null;
    }

    /** Number of the event that {@link #next} gave last. */
    long sequence() {
        return sequence;
    }

    /** How many stretches of bytes and records could not be read so far. */
    int damaged() {
        return scanner.damaged() + skipped;
    }

    private Event record(ByteReader from) throws Damaged {
        int kind = from.u8();
        if (kind == PartHeader.KIND) {
            begin(PartHeader.read(from));
            return null;
        }
        if (header == null) {
            throw new Damaged("a part without beginning");
        }
        switch (kind) {
            case Definitions.FLOW -> flow(from);
            case Definitions.SHAPE -> shapes.put(from.index(), StoredShape.read(from));
            case Definitions.CONSTANT ->
                    constants.put(from.index(), new StoredConstant(from.name(), from.name()));
            case Definitions.REPEATED ->
                    repeated.put(from.index(), values.read(from, Object.class, 0));
            case Definitions.EVENT -> {
                return event(from);
            }
            case Definitions.SUMMARY -> {
                return null;
            }
            default -> throw new Damaged("no such kind of record: " + kind);
        }
        return null;
    }

    private void begin(PartHeader next) {
        if (header != null && header.salt() == next.salt()) {
            return;
        }
        header = next;
        scanner.salt(next.salt());
        flows.clear();
        shapes.clear();
        constants.clear();
        repeated.clear();
    }

    private Event event(ByteReader from) throws Damaged {
        sequence = header.sequence() + from.number();
        StoredShape shape = shape(from.index());
        Flow flow = (Flow) flow(from.index());
        origin =
                new Origin(
                        flow,
                        header.frame() + from.signed(),
                        header.time() + from.signed(),
                        from.u8() != 0);
        Object made = make(shape, from, 0);
        if (made instanceof Event event && from.remaining() == 0) {
            return event;
        }
        throw new Damaged(shape.name() + " is no event");
    }

    private StoredShape shape(int id) throws Damaged {
        StoredShape shape = shapes.get(id);
        if (shape == null || !shape.isUsable(classes)) {
            throw new Damaged("a shape that nobody knows");
        }
        return shape;
    }

    private Object make(StoredShape shape, ByteReader from, int depth) throws Damaged {
        Object[] components = new Object[shape.components()];
        for (int i = 0; i < components.length; i++) {
            components[i] = values.read(from, shape.wanted(i), depth);
        }
        return shape.make(components);
    }

    private void flow(ByteReader from) throws Damaged {
        int id = from.index();
        from.number(); // the outermost flow's id: for those who read no flows
        flows.put(
                id,
                new Flow(
                        from.signed(),
                        (Transport) values.read(from, Transport.class, 0),
                        endpoint(from),
                        endpoint(from),
                        (MacAddress) values.read(from, MacAddress.class, 0),
                        (MacAddress) values.read(from, MacAddress.class, 0),
                        (int) from.signed(),
                        (Roles) values.read(from, Roles.class, 0),
                        (Carrier) values.read(from, Carrier.class, 0),
                        (Flow) flow(from.index())));
    }

    private Endpoint endpoint(ByteReader from) throws Damaged {
        if (from.u8() == Tag.NULL) {
            return null;
        }
        return new Endpoint(
                (IpAddress) values.read(from, IpAddress.class, 0),
                from.index(),
                (String) values.read(from, String.class, 0));
    }

    @Override
    public Object flow(int id) throws Damaged {
        if (id == 0) {
            return null;
        }
        return known(flows.get(id));
    }

    @Override
    public Object constant(int id) throws Damaged {
        return known(constants.get(id)).value(classes);
    }

    @Override
    public Object repeated(int id) throws Damaged {
        return known(repeated.get(id));
    }

    @Override
    public Object record(ByteReader from, int depth) throws Damaged {
        return make(shape(from.index()), from, depth);
    }

    @Override
    public Object origin() throws Damaged {
        return known(origin);
    }

    private static <T> T known(T value) throws Damaged {
        if (value == null) {
            throw new Damaged("refers to what was not read");
        }
        return value;
    }
}

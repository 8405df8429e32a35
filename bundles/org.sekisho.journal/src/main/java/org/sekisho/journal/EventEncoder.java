// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.packet.Endpoint;

/**
 * Writes events of one part of a segment. What many events share, such as flows, is defined once in
 * a record of its own and then referred to by a small number.
 */
final class EventEncoder {
    /** Shorter texts cost less than the record that would define them. */
    private static final int WORTH_DEFINING = 12;

    /** Values remembered in a part, so that memory stays bounded whatever is sent. */
    private static final int MOST_VALUES = 1 << 14;

    private final PartHeader header;
    private final Consumer<ByteWriter> definitions;
    private final ByteWriter definition = new ByteWriter(Frames.MOST);
    private final Map<Flow, Integer> flows = new HashMap<>();
    // weak, so that a bundle that has left can go while its events are still written
    private final Map<Class<?>, Integer> shapes = new WeakHashMap<>();
    private final Map<Enum<?>, Integer> constants = new WeakHashMap<>();
    private final Map<Object, Integer> values = new HashMap<>();
    private final BitSet seen = new BitSet(1 << 16);
    private int flowIds;
    private int shapeIds;
    private int constantIds;

    /**
     * An encoder for a part.
     *
     * @param definitions takes each record that must stand before the event; copies it
     */
    EventEncoder(PartHeader header, Consumer<ByteWriter> definitions) {
        this.header = header;
        this.definitions = definitions;
    }

    /**
     * Writes an event as the payload of a record.
     *
     * @throws IllegalArgumentException if it holds something that can't be written
     * @throws ByteWriter.TooLarge if it is too long
     */
    void write(Event event, long sequence, ByteWriter to) {
        Class<?> type = event.getClass();
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is no record");
        }
        int shape = shape(type);
        Origin origin = event.origin();
        int flow = flow(origin.flow());
        to.u8(Definitions.EVENT);
        to.number(sequence - header.sequence());
        to.number(shape);
        origin(origin, flow, to);
        for (MethodHandle accessor : RecordShape.accessors(type)) {
            Object value = component(accessor, event);
            if (value != origin) {
                value(value, to, 0);
            } else {
                to.u8(Tag.ORIGIN);
            }
        }
    }

    private void origin(Origin origin, int flow, ByteWriter to) {
        to.number(flow);
        to.signed(origin.frame() - header.frame());
        to.signed(origin.time() - header.time());
        to.u8(origin.twoWay() ? 1 : 0);
    }

    private static Object component(MethodHandle accessor, Object record) {
        try {
            return (Object) accessor.invokeExact(record);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException("a component can't be read", e);
        }
    }

    private void value(Object value, ByteWriter to, int depth) {
        if (depth > Definitions.DEPTH) {
            throw new IllegalArgumentException("nested too deep");
        }
        if (ValueEncoder.writeSimple(value, to, this::repeated)) {
            return;
        }
        if (value instanceof Flow flow) {
            to.u8(Tag.FLOW);
            to.number(flow(flow));
        } else if (value instanceof Enum<?> constant) {
            to.u8(Tag.ENUM);
            to.number(constant(constant));
        } else if (value instanceof Record) {
            record(value, to, depth);
        } else {
            ValueEncoder.writeContainer(value, to, element -> value(element, to, depth + 1));
        }
    }

    private void record(Object record, ByteWriter to, int depth) {
        to.u8(Tag.RECORD);
        to.number(shape(record.getClass()));
        for (MethodHandle accessor : RecordShape.accessors(record.getClass())) {
            value(component(accessor, record), to, depth + 1);
        }
    }

    private int shape(Class<?> type) {
        Integer known = shapes.get(type);
        if (known != null) {
            return known;
        }
        List<String> names = RecordShape.names(type);
        List<String> types = RecordShape.types(type);
        int id = ++shapeIds;
        definition.clear();
        definition.u8(Definitions.SHAPE);
        definition.number(id);
        definition.name(type.getName());
        definition.number(names.size());
        for (int i = 0; i < names.size(); i++) {
            definition.name(names.get(i));
            definition.name(types.get(i));
        }
        definitions.accept(definition);
        shapes.put(type, id);
        return id;
    }

    private int constant(Enum<?> constant) {
        Integer known = constants.get(constant);
        if (known != null) {
            return known;
        }
        int id = ++constantIds;
        definition.clear();
        definition.u8(Definitions.CONSTANT);
        definition.number(id);
        definition.name(constant.getDeclaringClass().getName());
        definition.name(constant.name());
        definitions.accept(definition);
        constants.put(constant, id);
        return id;
    }

    private int flow(Flow flow) {
        if (flow == null) {
            return 0;
        }
        Integer known = flows.get(flow);
        if (known != null) {
            return known;
        }
        int outer = flow(flow.outer());
        ByteWriter own = new ByteWriter(Frames.MOST);
        own.u8(Definitions.FLOW);
        own.number(flowIds + 1L);
        own.number(flow.outermost().id());
        own.signed(flow.id());
        value(flow.transport(), own, 0);
        endpoint(flow.client(), own);
        endpoint(flow.server(), own);
        value(flow.clientMac(), own, 0);
        value(flow.serverMac(), own, 0);
        own.signed(flow.vlan());
        value(flow.roles(), own, 0);
        value(flow.carrier(), own, 0);
        own.number(outer);
        definitions.accept(own);
        flows.put(flow, ++flowIds);
        return flowIds;
    }

    private void endpoint(Endpoint end, ByteWriter to) {
        if (end == null) {
            to.u8(Tag.NULL);
            return;
        }
        to.u8(Tag.TRUE);
        value(end.address(), to, 0);
        to.number(end.port());
        value(end.name(), to, 0);
    }

    /** Number of the definition of a text or octets, or 0 if it is not (yet) worth one. */
    private int repeated(Object value, int length) {
        if (length < WORTH_DEFINING || length > Frames.MOST / 2) {
            return 0;
        }
        Integer known = values.get(value);
        if (known != null) {
            return known;
        }
        int bit = (value.hashCode() ^ value.hashCode() >>> 16) & 0xffff;
        if (!seen.get(bit) || values.size() >= MOST_VALUES) {
            seen.set(bit);
            return 0;
        }
        int id = values.size() + 1;
        ByteWriter own = new ByteWriter(Frames.MOST);
        own.u8(Definitions.REPEATED);
        own.number(id);
        ValueEncoder.writeSimple(value, own, (same, size) -> 0);
        definitions.accept(own);
        values.put(value, id);
        return id;
    }
}

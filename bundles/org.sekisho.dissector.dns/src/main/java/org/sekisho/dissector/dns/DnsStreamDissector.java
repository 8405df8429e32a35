// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dns;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/** Reads DNS over TCP, where two bytes of length stand before each message (RFC 1035 §4.2.2). */
@Component(scope = ServiceScope.PROTOTYPE)
public final class DnsStreamDissector implements StreamDissector {
    private static final int PREFIX = 2;

    /** A longer message is passed over unread: a zone transfer tells nothing of interest. */
    private static final int LONGEST = 16 * 1024;

    /** Most messages per connection, for the same reason. */
    private static final int MOST_MESSAGES = 256;

    /** Bytes that decide: a prefix and the longest question that there can be. */
    private static final int ENOUGH = PREFIX + DnsParser.HEADER + 255 + 4;

    private final DnsParser parser = new DnsParser();
    private final Payload message = new Payload();

    @Override
    public String protocol() {
        return "dns";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 2;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        if (scope.midStream()) {
            return Probe.NO;
        }
        int there = head.length() - PREFIX;
        int length = there < 0 ? head.u8(0) << 8 | 0xff : head.u16(0);
        if (length < DnsParser.SHORTEST) {
            return Probe.NO;
        }
        if (there >= 4 && !beginsLikeDns(direction, head)) {
            return Probe.NO;
        }
        if (there < length && there < ENOUGH) {
            return Probe.MORE;
        }
        view(head, Math.min(length, there));
        boolean dns =
                there < length ? DnsParser.looksLikeDns(message) : parser.readStrictly(message);
        return dns ? Probe.YES : Probe.NO;
    }

    /**
     * Who asks and who answers is decided by the first flag, so random bytes seldom get further.
     */
    private static boolean beginsLikeDns(Direction direction, Payload head) {
        int flags = head.u16(PREFIX + 2);
        boolean response = (flags & 0x8000) != 0;
        return response == (direction == Direction.TO_CLIENT) && (flags & 0x7840) == 0;
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        scope.need(direction, PREFIX);
        if (bytes.length() < PREFIX) {
            return 0;
        }
        int length = bytes.u16(0);
        if (length > LONGEST) {
            scope.skip(direction, length);
            return PREFIX;
        }
        if (bytes.length() - PREFIX < length) {
            scope.need(direction, PREFIX + length);
            return 0;
        }
        view(bytes, length);
        int messages = scope.state().u16(0) + 1;
        scope.state().u16(0, messages);
        if (messages > MOST_MESSAGES || !parser.read(message, false)) {
            scope.done();
        } else {
            scope.emit(parser.event(scope.origin(), direction));
        }
        return PREFIX + length;
    }

    private void view(Payload bytes, int length) {
        message.set(bytes.array(), bytes.arrayOffset() + PREFIX, length);
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        scope.done(); // lost in a prefix or a message, or between: where the next prefix is,
        // nobody knows
    }

    @Override
    public void end(StreamScope scope) {}
}

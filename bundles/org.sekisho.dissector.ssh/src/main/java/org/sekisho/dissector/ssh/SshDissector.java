// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.ssh;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StateSlot;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.ssh.SshBanner;
import org.sekisho.event.ssh.SshKeyExchange;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/** Reads both ends of an SSH connection up to their KEXINIT messages, then lets the flow go. */
@Component(scope = ServiceScope.PROTOTYPE)
public final class SshDissector implements StreamDissector {
    /** Most bytes of text before a server's identification string; RFC 4253 sets no bound. */
    private static final int LONGEST_PREAMBLE = 8192;

    /** Longest line of that text. */
    private static final int LONGEST_LINE = 1024;

    /** When one end has said so much and the other nothing, only one direction was captured. */
    private static final long ONE_SIDED = 65536;

    private static final int LONGEST_LISTS = 2048;

    /** Phases of a direction; the slot has one byte for each direction, by ordinal. */
    private static final int BANNER = 0;

    private static final int KEXINIT = 1;
    private static final int FINISHED = 2;

    private static final int SLOT = 2;

    @Override
    public String protocol() {
        return "ssh";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return SLOT;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        if (scope.midStream()) {
            return Probe.NO;
        }
        return direction == Direction.TO_SERVER
                ? IdentificationParser.begins(head, 0)
                : IdentificationParser.follows(head);
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        scope.need(direction, 1);
        switch (scope.state().u8(direction.ordinal())) {
            case BANNER:
                return line(scope, direction, bytes);
            case KEXINIT:
                return packet(scope, direction, bytes);
            default:
                if (scope.position(direction) > ONE_SIDED) {
                    scope.done();
                }
                return bytes.length();
        }
    }

    private static int line(StreamScope scope, Direction direction, Payload bytes) {
        Probe banner = IdentificationParser.begins(bytes, 0);
        int newline = bytes.indexOf('\n', 0);
        int longest = banner == Probe.YES ? IdentificationParser.LONGEST : LONGEST_LINE;
        boolean preamble = banner == Probe.NO || banner == Probe.MORE && newline >= 0;
        boolean refused =
                (newline < 0 ? bytes.length() : newline + 1) > longest
                        || preamble && direction == Direction.TO_SERVER
                        || preamble && scope.position(direction) > LONGEST_PREAMBLE
                        || newline >= 0 && !IdentificationParser.isText(bytes, 0, newline);
        if (refused) {
            scope.done();
            return 0;
        }
        if (newline < 0) {
            scope.need(direction, bytes.length() + 1);
            return 0;
        }
        if (!preamble) {
            String text = IdentificationParser.text(bytes, newline);
            scope.emit(new SshBanner(scope.origin(), direction, text));
            boolean exchange = IdentificationParser.isVersion2(text);
            finish(scope, direction, exchange ? KEXINIT : FINISHED);
            scope.need(direction, exchange ? KexInitParser.HEADER : 1);
        }
        return newline + 1;
    }

    private static int packet(StreamScope scope, Direction direction, Payload bytes) {
        if (bytes.length() < KexInitParser.HEADER) {
            scope.need(direction, KexInitParser.HEADER);
            return 0;
        }
        int size = KexInitParser.size(bytes);
        if (size < 0) {
            scope.done();
            return 0;
        }
        if (bytes.length() < size) {
            scope.need(direction, size);
            return 0;
        }
        String lists = KexInitParser.lists(bytes, size, direction == Direction.TO_SERVER);
        if (lists == null) {
            scope.done();
            return 0;
        }
        String fingerprint = KexInitParser.fingerprint(lists);
        String shown = lists.length() > LONGEST_LISTS ? lists.substring(0, LONGEST_LISTS) : lists;
        scope.emit(new SshKeyExchange(scope.origin(), direction, fingerprint, shown));
        finish(scope, direction, FINISHED);
        return size;
    }

    private static void finish(StreamScope scope, Direction direction, int phase) {
        StateSlot state = scope.state();
        state.u8(direction.ordinal(), phase);
        if (phase == FINISHED && state.u8(direction.opposite().ordinal()) == FINISHED) {
            scope.done();
        }
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        scope.done(); // all that is of interest stands in one piece at the beginning
    }

    @Override
    public void end(StreamScope scope) {}
}

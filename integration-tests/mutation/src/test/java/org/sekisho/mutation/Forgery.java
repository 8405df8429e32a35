// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;

/**
 * A packet that says something by itself, so that whoever sends it under another's address says it
 * of that other.
 *
 * @param techniques what fires when a sensor sees nothing else
 * @param frame the packet
 * @param from which capture it is of
 */
record Forgery(Set<String> techniques, Frame frame, String from) {
    /** Enough of each kind; one session over ICMP has hundreds. */
    private static final int EACH = 2;

    private static final long TIME = 1_700_000_000_000_000_000L;

    /** Packets of captures that say something, a few of each kind. */
    static List<Forgery> of(List<Original> originals, Blocking policy, List<String> blocked) {
        Map<String, List<Forgery>> kinds = new LinkedHashMap<>();
        for (Original original : originals) {
            Set<String> seen = new HashSet<>();
            for (Frame frame : original.frames()) {
                // what one sender sends in one length is much the same
                if (seen.add(alike(frame))) {
                    take(frame, original.name(), policy, blocked, kinds);
                }
            }
        }
        take(keepAlive(), "synthesised", policy, blocked, kinds);
        return kinds.values().stream().flatMap(List::stream).toList();
    }

    private static String alike(Frame frame) {
        String sender = Ipv4.is(frame) ? Ipv4.protocol(frame) + " " + frame.i32(26) : "";
        return frame.u16(12) + " " + sender + " " + frame.bytes().length;
    }

    private static void take(
            Frame frame,
            String from,
            Blocking policy,
            List<String> blocked,
            Map<String, List<Forgery>> kinds) {
        List<Detection> detections = Pipeline.judge(List.of(frame)).detections();
        if (detections.isEmpty()) {
            return;
        }
        policy.blocks(detections).forEach(block -> blocked.add(from + ": " + block));
        Set<String> techniques = new TreeSet<>();
        for (Detection detection : detections) {
            for (Evidence evidence : detection.evidence()) {
                techniques.add(evidence.technique().id());
            }
        }
        String kind = techniques + " " + (Ipv4.is(frame) ? Ipv4.protocol(frame) : -frame.u16(12));
        List<Forgery> same = kinds.computeIfAbsent(kind, first -> new ArrayList<>());
        if (same.size() < EACH) {
            same.add(new Forgery(techniques, frame, from));
        }
    }

    /** The text of wire facts §7 in a datagram; no capture of ours is long enough to have one. */
    private static Frame keepAlive() {
        byte[] text = "Internet Connection Keep Alive Packet".getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[Ipv4.AT + 20 + 8 + text.length];
        Arrays.fill(bytes, 0, 12, (byte) 2);
        bytes[5] = 7;
        Checksum.put16(bytes, 12, 0x0800);
        byte[] header = Ipv4.header(0xc0a8_0102, 0xcb00_7105, 17, 8 + text.length);
        System.arraycopy(header, 0, bytes, Ipv4.AT, header.length);
        Checksum.put16(bytes, Ipv4.AT + 20, 40000);
        Checksum.put16(bytes, Ipv4.AT + 22, 80);
        Checksum.put16(bytes, Ipv4.AT + 24, 8 + text.length);
        System.arraycopy(text, 0, bytes, Ipv4.AT + 28, text.length);
        Checksum.transport(bytes, Ipv4.AT);
        return new Frame(TIME, bytes);
    }

    /** The same packet under these addresses, seen at this moment; null if it has none. */
    Frame between(int source, int destination, Frame like) {
        if (!Ipv4.isWhole(frame)) {
            return null;
        }
        byte[] bytes = frame.bytes().clone();
        System.arraycopy(like.bytes(), 0, bytes, 0, 12);
        Checksum.put32(bytes, Ipv4.AT + 12, source);
        Checksum.put32(bytes, Ipv4.AT + 16, destination);
        Checksum.ipv4(bytes, Ipv4.AT);
        Checksum.transport(bytes, Ipv4.AT);
        return new Frame(like.time() + 1, bytes);
    }

    /**
     * What an honest host that understands nothing of it may send back: the same bytes, which is
     * what a ping is answered with (RFC 792), an echo service (RFC 862), and a name server that
     * can't read a question (RFC 1035 §4.1.1, with the bit that says so).
     */
    List<Frame> answers() {
        List<Frame> answers = new ArrayList<>();
        if (!Ipv4.isWhole(frame)) {
            return answers;
        }
        int at = Ipv4.AT + Ipv4.headerLength(frame);
        byte[] bytes = frame.bytes().clone();
        System.arraycopy(frame.bytes(), 0, bytes, 6, 6);
        System.arraycopy(frame.bytes(), 6, bytes, 0, 6);
        Checksum.put32(bytes, Ipv4.AT + 12, frame.i32(Ipv4.AT + 16));
        Checksum.put32(bytes, Ipv4.AT + 16, frame.i32(Ipv4.AT + 12));
        if (Ipv4.protocol(frame) == 1) {
            bytes[at] = (byte) (bytes[at] == 8 ? 0 : 8);
        } else if (Ipv4.protocol(frame) == 17) {
            Checksum.put16(bytes, at, frame.u16(at + 2));
            Checksum.put16(bytes, at + 2, frame.u16(at));
        } else {
            return answers;
        }
        answers.add(sealed(bytes));
        if (Ipv4.protocol(frame) == 17 && bytes.length > at + 12) {
            byte[] refusal = bytes.clone();
            // an answer, and one that says that the question was not understood
            refusal[at + 10] |= (byte) 0x80;
            refusal[at + 11] = (byte) (refusal[at + 11] & 0xf0 | 1);
            answers.add(sealed(refusal));
        }
        return answers;
    }

    private Frame sealed(byte[] bytes) {
        Checksum.ipv4(bytes, Ipv4.AT);
        Checksum.transport(bytes, Ipv4.AT);
        return new Frame(frame.time() + 20_000_000, bytes);
    }

    @Override
    public String toString() {
        return "a packet of " + from + " with " + techniques;
    }
}

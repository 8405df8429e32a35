// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;

/**
 * Anybody may send one packet in another's name, so one packet blocks nobody: not by itself, not
 * beside an innocent conversation of the one it names, and not with what an honest host answers.
 */
@Tag("long")
class ForgedPacketTest {
    /** Even an administrator who asks for everything by name, and for one key only. */
    private static final Blocking LAXEST =
            new Blocking("two.key", "false", "block", "control, hub, bridge, secure-nat");

    private static List<Original> positives;
    private static List<Forgery> forgeries;
    private static final List<String> BLOCKED = new ArrayList<>();

    @BeforeAll
    static void everyPacketByItself() {
        positives = Original.positives();
        forgeries = Forgery.of(positives, LAXEST, BLOCKED);
    }

    @Test
    void noPacketOfAnyCaptureBlocksSomebodyByItself() {
        assertThat(BLOCKED).isEmpty();
    }

    /** So that the tests here are about something: these marks are one packet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SE-ICMP-SHA1",
                "SE-DNS-SHAPE",
                "SE-NATT-PACK",
                "SE-NATT-DNS",
                "SE-KEEPALIVE",
                "SE-DDNS",
                "SE-L2-POLL",
                "SE-L2-BEACON",
                "SE-L2-SNATDHCP",
            })
    void oneForgedPacketLooksAsItWereOf(String technique) {
        assertThat(forgeries).anyMatch(forgery -> forgery.techniques().contains(technique));
    }

    @Test
    void aForgedPacketBesideAnInnocentConversationBlocksNobody() {
        List<String> blocked = new ArrayList<>();
        int tried = 0;
        for (Original innocent : Original.negatives()) {
            for (Ends ends : Ends.ofConversations(innocent)) {
                for (Forgery forgery : forgeries) {
                    for (Frame forged : ends.under(forgery)) {
                        tried++;
                        blocked(ends.with(forged), innocent.name() + " and " + forgery, blocked);
                    }
                }
            }
        }
        assertThat(tried).isPositive();
        assertThat(blocked).isEmpty();
    }

    @Test
    void whatAnHonestHostAnswersToAForgedPacketBlocksNobody() {
        List<String> blocked = new ArrayList<>();
        for (Forgery forgery : forgeries) {
            for (Frame answer : forgery.answers()) {
                List<Frame> both = List.of(forgery.frame(), answer);
                blocked(both, "the answer to " + forgery, blocked);
            }
        }
        assertThat(blocked).isEmpty();
    }

    /** Somebody who can send as much as he likes, but hears nothing of what the other end says. */
    @Test
    void allThatOneEndSendsBlocksNobody() {
        List<String> blocked = new ArrayList<>();
        for (Original positive : positives) {
            Set<Integer> senders = new LinkedHashSet<>();
            positive.verdicts()
                    .forEach(
                            verdict -> {
                                if (verdict.client() != null && verdict.server() != null) {
                                    senders.add((int) verdict.client().low());
                                    senders.add((int) verdict.server().low());
                                }
                            });
            for (int sender : senders) {
                List<Frame> half =
                        positive.frames().stream()
                                .filter(f -> Ipv4.is(f) && f.i32(Ipv4.AT + 12) == sender)
                                .toList();
                blocked(half, positive.name() + ", one end alone", blocked);
            }
        }
        assertThat(blocked).isEmpty();
    }

    private static void blocked(List<Frame> frames, String what, List<String> blocked) {
        List<Detection> detections = Pipeline.judge(frames).detections();
        for (Decision decision : LAXEST.blocks(detections)) {
            Set<String> techniques = new TreeSet<>();
            detections.forEach(d -> d.evidence().forEach(e -> techniques.add(e.technique().id())));
            blocked.add(what + ": " + decision.reason() + " " + techniques);
        }
    }

    /**
     * Two ends of an innocent conversation.
     *
     * @param frames what they send each other, as recorded
     */
    private record Ends(int one, int other, List<Frame> frames) {
        private static final int LONGEST = 60;

        /** The first conversations of a capture, each for as long as its beginning lasts. */
        static List<Ends> ofConversations(Original original) {
            List<Ends> all = new ArrayList<>();
            for (Frame frame : original.frames()) {
                if (Ipv4.is(frame) && all.stream().noneMatch(ends -> ends.contains(frame))) {
                    int one = frame.i32(Ipv4.AT + 12);
                    int other = frame.i32(Ipv4.AT + 16);
                    Ends ends = new Ends(one, other, List.of());
                    List<Frame> own =
                            original.frames().stream()
                                    .filter(f -> Ipv4.is(f) && ends.contains(f))
                                    .limit(LONGEST)
                                    .toList();
                    all.add(new Ends(one, other, own));
                }
            }
            // the longest says most
            all.sort((a, b) -> b.frames.size() - a.frames.size());
            return all.subList(0, Math.min(1, all.size()));
        }

        boolean contains(Frame frame) {
            int source = frame.i32(Ipv4.AT + 12);
            int destination = frame.i32(Ipv4.AT + 16);
            return source == one && destination == other || source == other && destination == one;
        }

        /** The forged packet as if one of them had sent it. */
        List<Frame> under(Forgery forgery) {
            Frame middle = frames.get(frames.size() / 2);
            List<Frame> forged = new ArrayList<>();
            forged.add(forgery.between(one, other, middle));
            forged.add(forgery.between(other, one, middle));
            forged.removeAll(Collections.singleton(null));
            return forged;
        }

        List<Frame> with(Frame forged) {
            List<Frame> all = new ArrayList<>(frames);
            all.add(frames.size() / 2 + 1, forged);
            return all;
        }
    }
}

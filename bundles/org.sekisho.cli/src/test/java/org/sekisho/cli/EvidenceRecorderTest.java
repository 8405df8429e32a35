// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Detector;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.Tick;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.ssh.SshBanner;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;

class EvidenceRecorderTest {
    private final Recording recording = new Recording(List.of(Seen.SHAPE));

    private static Detector detector(
            Set<Class<? extends Event>> events, BiConsumer<Event, EvidenceListener> judging) {
        return new Detector() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public Collection<Technique> techniques() {
                return List.of(Seen.SHAPE);
            }

            @Override
            public Set<Class<? extends Event>> events() {
                return events;
            }

            @Override
            public void judge(Event event, EvidenceListener listener) {
                judging.accept(event, listener);
            }
        };
    }

    private static Event started() {
        Flow flow =
                new Flow(
                        7,
                        Transport.TCP,
                        new Endpoint(IpAddress.parse("10.0.0.1"), 50000),
                        new Endpoint(IpAddress.parse("10.0.0.2"), 443),
                        null,
                        null,
                        -1,
                        Roles.SYN,
                        null,
                        null);
        return new FlowStarted(new Origin(flow, 1, 1, false), true);
    }

    private static void shape(Event event, EvidenceListener listener) {
        Found.tls("10.0.0.1", "10.0.0.2").detection().evidence().forEach(listener::evidence);
    }

    @Test
    void evidenceIsWrittenDownAndNotPassedOn() {
        Detector recorder =
                new EvidenceRecorder(
                        List.of(detector(Set.of(FlowStarted.class), EvidenceRecorderTest::shape)),
                        recording);
        recorder.judge(
                started(),
                passedOn -> {
                    throw new AssertionError("counted twice");
                });
        assertThat(recording.pieces()).hasSize(2);
        assertThat(recording.pairs()).containsOnlyKeys(Recording.Pair.of("10.0.0.2", "10.0.0.1"));
        assertThat(recorder.techniques()).isEmpty();
    }

    @Test
    void aDetectorThatFailsDoesNotKeepTheOthersFromBeingAsked() {
        Detector failing =
                detector(
                        Set.of(FlowStarted.class),
                        (event, listener) -> {
                            throw new IllegalStateException("on purpose");
                        });
        Detector sound = detector(Set.of(FlowStarted.class), EvidenceRecorderTest::shape);
        new EvidenceRecorder(List.of(failing, sound), recording).judge(started(), none -> {});
        assertThat(recording.pieces()).hasSize(2);
    }

    @Test
    void eachDetectorSeesOnlyWhatItAskedFor() {
        Detector ticks = detector(Set.of(Tick.class), EvidenceRecorderTest::shape);
        EvidenceRecorder recorder = new EvidenceRecorder(List.of(ticks), recording);
        recorder.judge(started(), none -> {});
        assertThat(recording.pieces()).isEmpty();
        recorder.judge(new Tick(new Origin(null, 2, 2, false)), none -> {});
        assertThat(recording.pieces()).hasSize(2);
        assertThat(recorder.events()).contains(Tick.class).doesNotContain(SshBanner.class);
    }
}

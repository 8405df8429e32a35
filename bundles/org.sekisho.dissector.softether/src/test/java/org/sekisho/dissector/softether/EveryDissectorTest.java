// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.StateSlot;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.event.Event;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamPiece;
import org.sekisho.testkit.TestCaptures;

/** What holds for all dissectors of this bundle alike. */
class EveryDissectorTest {
    private static List<StreamDissector> streamDissectors() {
        return List.of(new ClearFramesDissector(), new AzureControlDissector());
    }

    private static List<Event> everything(CaptureReplay capture) {
        List<Event> events = new ArrayList<>();
        for (Supplier<DatagramDissector> source : Datagrams.dissectors()) {
            events.addAll(capture.events(source.get()));
        }
        for (RecordedStream stream : capture.streams()) {
            for (StreamDissector dissector : streamDissectors()) {
                events.addAll(stream.replay(dissector).events());
                RecordedStream inner = stream.replay(new TlsThenClear()).inner();
                if (inner != null) {
                    events.addAll(inner.replay(dissector).events());
                }
            }
        }
        return events;
    }

    @Test
    void nothingIsSaidAboutTrafficWithoutSoftEther() {
        List<Path> negatives = TestCaptures.startingWith("n");
        assertThat(negatives).isNotEmpty();
        for (Path file : negatives) {
            assertThat(everything(CaptureReplay.of(file))).as(file.toString()).isEmpty();
        }
    }

    @Test
    void nothingIsSaidAboutTrafficWithoutSoftEtherWhoseStartIsMissing() {
        Random random = new Random(11);
        for (Path file : TestCaptures.startingWith("n")) {
            CaptureReplay capture = CaptureReplay.of(file);
            for (RecordedStream stream : capture.streams()) {
                for (int i = 0; i < 5 && stream.pieces().size() > 1; i++) {
                    RecordedStream rest =
                            stream.fromPiece(1 + random.nextInt(stream.pieces().size() - 1));
                    for (StreamDissector dissector : streamDissectors()) {
                        assertThat(rest.replay(dissector).events()).as(file.toString()).isEmpty();
                    }
                }
            }
        }
    }

    @Test
    void stateSurvivesANewInstanceInMidFlow() {
        for (String prefix : List.of("p14", "p15", "p16_", "p28")) {
            for (RecordedDatagrams flow : Datagrams.flows(prefix)) {
                for (Supplier<DatagramDissector> source : Datagrams.dissectors()) {
                    List<Event> expected = flow.replay(source.get()).events();
                    List<Event> replaced =
                            flow.replay(Datagrams.replacedAllTheTime(source)).events();
                    assertThat(replaced).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void framesThatAMirrorDoublesChangeNothing() {
        for (String prefix : List.of("p14", "p15", "p16_", "p28", "p31")) {
            for (RecordedDatagrams flow : Datagrams.flows(prefix)) {
                RecordedDatagrams doubled =
                        Datagrams.with(
                                flow,
                                list -> {
                                    List<Datagram> twice = new ArrayList<>();
                                    list.forEach(d -> twice.addAll(List.of(d, d)));
                                    return twice;
                                });
                for (Supplier<DatagramDissector> source : Datagrams.dissectors()) {
                    assertThat(doubled.replay(source.get()).events())
                            .isEqualTo(flow.replay(source.get()).events());
                }
            }
        }
    }

    @Test
    void statesFitIntoASlot() {
        for (Supplier<DatagramDissector> source : Datagrams.dissectors()) {
            assertThat(source.get().stateSize()).isBetween(0, StateSlot.MAX_SIZE);
        }
        for (StreamDissector dissector : streamDissectors()) {
            assertThat(dissector.stateSize()).isBetween(0, StateSlot.MAX_SIZE);
        }
    }

    @Test
    void noChangeOfBytesMakesADissectorFail() {
        Random random = new Random(12);
        List<RecordedDatagrams> flows = new ArrayList<>(Datagrams.flows("p15b"));
        flows.addAll(Datagrams.flows("p14"));
        flows.addAll(Datagrams.flows("p16_"));
        for (RecordedDatagrams flow : flows) {
            for (int round = 0; round < 4; round++) {
                RecordedDatagrams damaged =
                        Datagrams.with(
                                flow,
                                list -> {
                                    list.replaceAll(d -> damage(d, random));
                                    return list.subList(0, Math.min(400, list.size()));
                                });
                for (Supplier<DatagramDissector> source : Datagrams.dissectors()) {
                    damaged.replay(source.get());
                    Datagrams.turned(damaged).replay(source.get());
                }
            }
        }
    }

    private static Datagram damage(Datagram datagram, Random random) {
        byte[] bytes = datagram.bytes().clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                int left = random.nextInt(bytes.length + 1);
                return Datagrams.with(
                        datagram,
                        Arrays.copyOf(bytes, left),
                        random.nextInt(2) * (bytes.length - left));
            }
            case 1 -> {
                for (int i = 0; i < 3 && bytes.length > 0; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            case 2 -> random.nextBytes(bytes);
            case 3 -> bytes = Arrays.copyOf(bytes, random.nextInt(3000));
            default -> {}
        }
        return Datagrams.with(datagram, bytes, 0);
    }

    @Test
    void noChangeOfBytesMakesAStreamDissectorFail() {
        Random random = new Random(13);
        for (Path file : TestCaptures.startingWith("p07")) {
            for (RecordedStream stream : CaptureReplay.of(file).streams()) {
                RecordedStream inner = stream.replay(new TlsThenClear()).inner();
                if (inner == null) {
                    continue;
                }
                for (int round = 0; round < 20; round++) {
                    List<StreamPiece> pieces = new ArrayList<>(inner.pieces());
                    int kept = random.nextInt(20);
                    for (int i = kept; i < pieces.size(); i++) {
                        pieces.set(i, damage(pieces.get(i), random));
                    }
                    RecordedStream damaged =
                            new RecordedStream(inner.flow(), false, Long.MAX_VALUE, pieces);
                    streamDissectors().forEach(damaged::replay);
                }
            }
        }
    }

    private static StreamPiece damage(StreamPiece piece, Random random) {
        byte[] bytes = piece.bytes().clone();
        int missing = random.nextInt(10) == 0 ? 1 + random.nextInt(5000) : 0;
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return new StreamPiece(piece.direction(), bytes, missing, piece.frame(), piece.time());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.Payload;
import org.sekisho.testkit.CapturedFrame;

/** What a stream dissector answers is obeyed: need, skip, done, an inner stream, turned roles. */
class StreamAnswersTest {
    /** What a dissector was shown. */
    record Shown(Origin origin, String by, Direction direction, String text) implements Event {}

    /** A dissector of a text protocol: a stream that begins with its letter is its own. */
    private abstract static class Lettered implements StreamDissector {
        private final char letter;

        Lettered(char letter) {
            this.letter = letter;
        }

        @Override
        public String protocol() {
            return String.valueOf(letter);
        }

        @Override
        public int stateLayout() {
            return 1;
        }

        @Override
        public int stateSize() {
            return 8;
        }

        @Override
        public Probe probe(StreamScope scope, Direction direction, Payload head) {
            return head.u8(0) == letter ? Probe.YES : Probe.NO;
        }

        void show(StreamScope scope, Direction direction, String text) {
            scope.emit(new Shown(scope.origin(), protocol(), direction, text));
        }

        @Override
        public void gap(StreamScope scope, Direction direction, long missing) {
            show(scope, direction, "gap " + missing);
        }

        @Override
        public void end(StreamScope scope) {
            show(scope, Direction.TO_SERVER, "end");
        }
    }

    private static List<String> run(List<CapturedFrame> frames, Lettered... dissectors) {
        Pipeline pipeline =
                new Pipeline()
                        .watch(Shown.class)
                        .streams(
                                java.util.Arrays.stream(dissectors)
                                        .map(each -> Pipeline.stream(() -> each))
                                        .toList());
        return pipeline.run(frames).stream()
                .map(Shown.class::cast)
                .map(
                        shown ->
                                shown.by()
                                        + (shown.direction() == Direction.TO_SERVER ? ">" : "<")
                                        + shown.text())
                .toList();
    }

    private static final class Fixed extends Lettered {
        Fixed(char letter) {
            super(letter);
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            if (bytes.length() < 4) {
                scope.need(direction, 4);
                return 0;
            }
            show(scope, direction, bytes.text(0, 4));
            scope.need(direction, 4);
            return 4;
        }
    }

    @Test
    void isCalledOnlyWithAsManyBytesAsItNeeds() {
        TcpFrames frames = new TcpFrames().handshake();
        for (char c : "fabcdefghij".toCharArray()) {
            frames.toServer(String.valueOf(c));
        }
        frames.toClient("12345678").close();
        assertThat(run(frames.frames(), new Fixed('f')))
                .containsExactly("f>fabc", "f>defg", "f<1234", "f<5678", "f>end");
    }

    private static final class Skipping extends Lettered {
        Skipping() {
            super('s');
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            show(scope, direction, bytes.text(0, 1) + scope.position(direction));
            scope.skip(direction, 9);
            return 1;
        }
    }

    @Test
    void skippedBytesAreNotShownWhereverSegmentsEnd() {
        List<CapturedFrame> frames =
                new TcpFrames()
                        .handshake()
                        .toServer("s.....")
                        .toServer("....t....")
                        .toServer(".....u")
                        .close()
                        .frames();
        assertThat(run(frames, new Skipping())).containsExactly("s>s0", "s>t10", "s>u20", "s>end");
    }

    @Test
    void aLossInsideASkipIsNoLossAndOneBeyondItIsTold() {
        List<CapturedFrame> inside =
                new TcpFrames()
                        .handshake()
                        .toServer("s..")
                        .lostToServer(5)
                        .toServer("..t")
                        .serverAcknowledges()
                        .close()
                        .frames();
        assertThat(run(inside, new Skipping())).containsExactly("s>s0", "s>t10", "s>end");
        List<CapturedFrame> beyond =
                new TcpFrames()
                        .handshake()
                        .toServer("s..")
                        .lostToServer(10)
                        .toServer("t")
                        .serverAcknowledges()
                        .close()
                        .frames();
        assertThat(run(beyond, new Skipping()))
                .containsExactly("s>s0", "s>gap 3", "s>t13", "s>end");
    }

    private static final class Proxy extends Lettered {
        Proxy() {
            super('p');
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            if (direction == Direction.TO_SERVER) {
                return bytes.u8(0) == 'p' ? 1 : 0;
            }
            scope.inner(Carrier.HTTP_PROXY, new Endpoint(null, 5555, "hub.example"));
            return 1;
        }
    }

    @Test
    void anInnerStreamGetsWhatIsLeftOfBothDirectionsAndItsRealTarget() {
        List<CapturedFrame> frames =
                new TcpFrames()
                        .handshake()
                        .toServer("pfear")
                        .toClient("+1234")
                        .toServer("lull")
                        .close()
                        .frames();
        assertThat(run(frames, new Proxy(), new Fixed('f')))
                .contains("f>fear", "f<1234", "f>lull", "f>end");
        Pipeline pipeline =
                new Pipeline()
                        .watch(Shown.class)
                        .streams(
                                List.of(
                                        Pipeline.stream(Proxy::new),
                                        Pipeline.stream(() -> new Fixed('f'))));
        assertThat(pipeline.run(frames))
                .allSatisfy(
                        event -> {
                            assertThat(event.origin().flow().carrier())
                                    .isEqualTo(Carrier.HTTP_PROXY);
                            assertThat(event.origin().flow().server().name())
                                    .isEqualTo("hub.example");
                            assertThat(event.origin().flow().outermost().server().port())
                                    .isEqualTo(443);
                        });
    }

    @Test
    void streamsWithinStreamsHaveALimit() {
        TcpFrames frames = new TcpFrames().handshake();
        for (int i = 0; i < 9; i++) {
            frames.toServer("p").toClient("+");
        }
        Pipeline pipeline =
                new Pipeline().watch(Shown.class).streams(List.of(Pipeline.stream(Proxy::new)));
        pipeline.run(frames.close().frames());
        assertThat(pipeline.summary().counters())
                .containsEntry("inner streams", 4L)
                .containsEntry("inner streams beyond the limit", 1L);
    }

    private static final class Greeting extends Lettered {
        Greeting() {
            super('g');
        }

        @Override
        public Probe probe(StreamScope scope, Direction direction, Payload head) {
            if (direction == Direction.TO_SERVER) {
                return Probe.MORE;
            }
            if (head.u8(0) != 'g') {
                return Probe.NO;
            }
            scope.swapRoles();
            return Probe.YES;
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            show(scope, direction, bytes.text(0, bytes.length()));
            return bytes.length();
        }
    }

    @Test
    void theOtherDirectionMayDecideAndWhatWasHeldIsShownThen() {
        List<CapturedFrame> frames =
                new TcpFrames().handshake().toServer("first").toClient("go").close().frames();
        assertThat(run(frames, new Greeting())).containsExactly("g>first", "g<go", "g>end");
    }

    @Test
    void rolesCanBeTurnedOnlyWhereTheSynWasNotSeen() {
        List<CapturedFrame> whole =
                new TcpFrames().handshake().toServer("up").toClient("go").close().frames();
        assertThat(run(whole, new Greeting())).contains("g>up", "g<go");
        List<CapturedFrame> middle =
                new TcpFrames().toClient("go").toServer("up").toClient("it").close().frames();
        assertThat(run(middle, new Greeting())).containsExactly("g>go", "g<up", "g>it", "g>end");
    }

    private static final class Once extends Lettered {
        Once() {
            super('o');
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            show(scope, direction, bytes.text(0, bytes.length()) + (scope.midStream() ? "!" : ""));
            scope.done();
            return bytes.length();
        }
    }

    @Test
    void aFlowThatWasLetGoIsTakenUpAgainAfterAPause() {
        TcpFrames frames = new TcpFrames().handshake().toServer("one");
        for (int i = 0; i < 20; i++) {
            frames.toClient("x").toServer("x");
        }
        frames.toServer("ox").pause(6).toServer("over").close();
        assertThat(run(frames.frames(), new Once())).containsExactly("o>one", "o>over!");
    }

    private static final class Word extends Lettered {
        Word() {
            super('w');
        }

        @Override
        public Probe probe(StreamScope scope, Direction direction, Payload head) {
            return head.text(0, head.length()).contains("word") ? Probe.YES : Probe.MORE;
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            show(scope, direction, bytes.text(0, bytes.length()));
            return bytes.length();
        }
    }

    @Test
    void inTheMiddleOfAStreamWhatTellsMayComeInSegmentsOfOneByte() {
        TcpFrames frames = new TcpFrames();
        for (char c : "some twenty bytes, then a word.".toCharArray()) {
            frames.toServer(String.valueOf(c));
        }
        assertThat(run(frames.frames(), new Word()))
                .containsExactly("w>some twenty bytes, then a word", "w>.", "w>end");
    }

    @Test
    void inTheMiddleOfAStreamTheLookHasAnEnd() {
        TcpFrames frames = new TcpFrames();
        for (int i = 0; i < 16; i++) {
            frames.toServer("x".repeat(1000));
        }
        frames.toServer("word");
        assertThat(run(frames.frames(), new Word())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x11, 0x04, 0x14})
    void forgedFinsAndResetsHideNothing(int flags) {
        List<CapturedFrame> frames =
                new TcpFrames()
                        .handshake()
                        .toServer("fear")
                        .forged(flags)
                        .toServer("lull")
                        .toClient("1234")
                        .close()
                        .frames();
        assertThat(run(frames, new Fixed('f')))
                .containsExactly("f>fear", "f>lull", "f<1234", "f>end");
    }

    @Test
    void twoWayOnlyAfterBothEndsHaveAcknowledged() {
        Pipeline pipeline =
                new Pipeline()
                        .watch(Shown.class)
                        .streams(List.of(Pipeline.stream(() -> new Fixed('f'))));
        assertThat(pipeline.run(new TcpFrames().handshake().toServer("fear").frames()))
                .first()
                .satisfies(event -> assertThat(event.origin().twoWay()).isTrue());
        List<CapturedFrame> oneSided = new TcpFrames().toServer("fear").toServer("lull").frames();
        assertThat(pipeline.run(oneSided))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.origin().twoWay()).isFalse());
    }
}

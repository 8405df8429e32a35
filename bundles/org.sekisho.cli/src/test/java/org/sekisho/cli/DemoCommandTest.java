// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Past;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.respond.RuleWriter;

class DemoCommandTest {
    private static final RuleWriter WRITER =
            new RuleWriter() {
                @Override
                public String firewall() {
                    return "testwall";
                }

                @Override
                public List<String> rules(Map<Block, Duration> blocks) {
                    return blocks.keySet().stream()
                            .map(b -> "stop " + b.client() + " " + b.server())
                            .toList();
                }
            };

    @TempDir private Path home;
    private final Screen screen = new Screen();

    private int demo(Recordings recordings, Function<Detection, Decision> answer) {
        return new DemoCommand(
                        recordings,
                        recordings,
                        policy(answer),
                        List.of(WRITER),
                        home,
                        screen.streams())
                .applyAsInt(new String[0]);
    }

    private static Decision watch(Detection detection) {
        Block block =
                Block.pair(detection.client().address(), detection.server().address(), Action.DROP);
        return new Decision(
                1, Decision.Verdict.WATCH, block, Duration.ofMinutes(10), "Only watching.");
    }

    /** A policy that answers and enforces nothing. */
    private static Policy policy(Function<Detection, Decision> answer) {
        return new Policy() {
            @Override
            public Decision decide(Detection detection, Past past) {
                return answer.apply(detection);
            }

            @Override
            public Clearance clearance(Block block) {
                return new Clearance(List.of(block), "", false);
            }

            @Override
            public boolean enforces() {
                return false;
            }
        };
    }

    private Recordings recordings(Found... found) {
        return new Recordings()
                .with(
                        home.resolve(DemoCommand.RECORDING).toString(),
                        List.of(found).stream()
                                .map(Found::detection)
                                .toArray(n -> new Detection[n]));
    }

    @Test
    void tellsWhoHowSureWhyAndWhatWouldStopIt() {
        Recordings recordings = recordings(Found.tls("10.1.0.2", "10.2.0.2"));
        assertThat(demo(recordings, DemoCommandTest::watch)).isZero();
        assertThat(screen.out())
                .contains("10.1.0.2:50922 tunnels to 10.2.0.2:443")
                .contains("confirmed, 99.91%, decided at frame 62")
                .containsPattern("frame 62 +what SE-CHAIN sees +\\(SE-CHAIN\\)")
                .contains("Only watching.")
                .contains("As rules for testwall:")
                .contains("stop 10.1.0.2 10.2.0.2");
    }

    @Test
    void whatMustNotBeBlockedGetsNoRule() {
        Recordings recordings = recordings(Found.tls("10.1.0.2", "10.2.0.2"));
        demo(
                recordings,
                d -> new Decision(1, Decision.Verdict.WATCH, null, null, "Never blocked."));
        assertThat(screen.out()).contains("Never blocked.").doesNotContain("testwall");
    }

    @Test
    void aMissingRecordingIsSaidWithWhatToDo() {
        assertThat(demo(new Recordings(), DemoCommandTest::watch)).isEqualTo(1);
        assertThat(screen.err())
                .contains(DemoCommand.RECORDING)
                .contains("unpack or build it again");
    }
}

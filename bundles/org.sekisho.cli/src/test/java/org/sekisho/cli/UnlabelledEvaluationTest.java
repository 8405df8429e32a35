// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.detect.Detection;
import org.sekisho.detect.State;

class UnlabelledEvaluationTest {
    /** Enough of a file header for pcap in little-endian order. */
    private static final byte[] PCAP = {(byte) 0xd4, (byte) 0xc3, (byte) 0xb2, (byte) 0xa1, 2, 0};

    private static final Found FOUND = Found.tls("10.1.0.2", "10.2.0.2");

    @TempDir private Path folder;
    private final Recordings recordings = new Recordings();
    private final Screen screen = new Screen();

    private int evaluate(String... arguments) {
        return new EvaluateCommand(
                        recordings,
                        recordings,
                        screen.streams(),
                        analysis -> {
                            throw new AssertionError("nothing is to be recorded");
                        },
                        () -> {
                            throw new AssertionError("nothing is to be judged again");
                        })
                .applyAsInt(arguments);
    }

    private Path capture(String name, Detection... detections) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, PCAP);
        recordings.with(file.toString(), detections);
        return file;
    }

    @Test
    void everyDetectionIsReportedAndSumsFollow() throws IOException {
        capture("a.pcap");
        capture("deep/er/b.pcap", FOUND.as(State.SUSPECTED).detection());
        capture("c.bin", FOUND.detection());
        Files.writeString(folder.resolve("readme.txt"), "no capture at all");
        assertThat(evaluate(folder.toString())).isZero();
        assertThat(screen.out())
                .containsPattern("b\\.pcap: 1 detection in 190 frames")
                .containsPattern("c\\.bin: 1 detection in 190 frames")
                .doesNotContain("a.pcap")
                .contains("3 captures, 570 frames, 93,126 bytes, 51 flows")
                .contains("detections: 1 suspected, 0 likely, 1 confirmed")
                .contains("captures with a detection that is likely or more: 1")
                .containsPattern("\n  [12] " + FOUND.detection().evidence().get(0).technique().id())
                .containsPattern("\n  /.*/c\\.bin: confirmed, .*: SE-")
                .contains("files passed over, no captures: 1")
                .contains("frames not decoded: 6\n  6 cut\n")
                .doesNotContain("not read");
    }

    @Test
    void aBadCaptureIsNamedWithItsReasonAndTheOthersAreRead() throws IOException {
        capture("a.pcap", FOUND.detection());
        Path damaged = capture("b.pcap");
        recordings.damaged(damaged.toString(), "the file is cut off", 777);
        Path gone = capture("c.pcap");
        recordings.without(gone.toString());
        Path fatal = capture("d.pcap");
        recordings.failing(fatal.toString());
        capture("e.pcap", FOUND.detection());
        assertThat(evaluate(folder.toString())).isZero();
        assertThat(screen.out())
                .contains("3 captures, 570 frames")
                .contains("detections: 0 suspected, 0 likely, 2 confirmed")
                .containsPattern("not read, or not to the end: 3\n(  .*\n){3}3 captures, ")
                .contains("captures not read, or not to the end: 3")
                .containsPattern("b\\.pcap: the file is cut off .*777")
                .containsPattern("c\\.pcap: there is no such file")
                .containsPattern("d\\.pcap: the analysis failed: .*on purpose");
    }

    @Test
    void jsonHasTheLinesOfAnalyzeAndATotal() throws IOException {
        Path one = capture("a.pcap", FOUND.detection());
        Path other = capture("b.pcap");
        assertThat(evaluate("--format", "json", one.toString(), other.toString())).isZero();
        assertThat(screen.lines()).hasSize(4);
        assertThat(screen.lines().get(0)).startsWith("{\"type\":\"detection\"");
        assertThat(screen.lines().get(1)).startsWith("{\"type\":\"summary\"");
        assertThat(screen.lines().get(3))
                .isEqualTo(
                        "{\"type\":\"totals\",\"files\":2,\"unread\":0,\"frames\":380,"
                                + "\"bytes\":62084,\"flows\":34,\"undecoded\":4,"
                                + "\"undecodedBy\":{\"cut\":4},\"evicted\":0,"
                                + "\"detections\":{\"suspected\":0,\"likely\":0,\"confirmed\":1},"
                                + "\"techniques\":{\"SE-CHAIN\":1,\"SE-NAME\":1},"
                                + "\"falsePositives\":1,\"otherFiles\":0}");
    }

    @Test
    void oneCaptureIsNoManifest() throws IOException {
        Path one = capture("a.pcap");
        assertThat(evaluate(one.toString())).isZero();
        assertThat(screen.out()).contains("1 capture, 190 frames");
    }

    @Test
    void aFileNamedAsACaptureThatIsNoneIsReadAndSaidToBeNone() throws IOException {
        Files.writeString(folder.resolve("a.pcap"), "text");
        assertThat(evaluate(folder.toString())).isZero();
        assertThat(screen.out()).contains("not read, or not to the end: 1").contains("a.pcap");
    }

    @Test
    void calibrationWithoutLabelsIsWrongUsage() throws IOException {
        capture("a.pcap");
        assertThat(evaluate("--calibration", folder.toString())).isEqualTo(2);
        assertThat(screen.err()).contains("--calibration needs a manifest");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;

@Tag("lab")
class NetworkNamespaceTest {
    private static final Path CAPTURE = TestCaptures.path("n12_ssh_scp-none-1039.pcap");

    @Test
    void whatIsReplayedAtOneEndArrivesAtTheOtherEndOfACableBetweenTwo() throws IOException {
        try (NetworkNamespace here = new NetworkNamespace("testkit");
                NetworkNamespace there = new NetworkNamespace("testkit")) {
            here.cable("left", there, "right");
            TrafficReplay sent = TrafficReplay.atRate(here, "left", CAPTURE, 2, 20_000);
            assertThat(sent.frames()).isEqualTo(2L * PcapFile.read(CAPTURE).size());
            assertThat(there.counter("right", "rx_packets")).isEqualTo(sent.frames());
        }
    }

    @Test
    void aBridgeForwardsBetweenItsCables() throws IOException {
        try (NetworkNamespace lab = new NetworkNamespace("testkit")) {
            lab.cable("a0", "a1");
            lab.cable("b0", "b1");
            lab.bridge("middle", "a1", "b1");
            TrafficReplay sent = TrafficReplay.atFullSpeed(lab, "a0", CAPTURE, 1);
            assertThat(lab.counter("a1", "rx_packets")).isEqualTo(sent.frames());
            assertThat(lab.run("ip", "-brief", "link", "show", "master", "middle"))
                    .contains("a1", "b1");
        }
    }

    @Test
    void nothingIsLeftOfItAndNothingOfAnEarlierRunThatCrashed(@TempDir Path folder)
            throws IOException {
        // no process has this number (proc(5): below 2^22)
        String left = "sk-testkit-99999999-1";
        NetworkNamespace.execute(List.of("ip", "netns", "add", left));
        String name;
        Process inside;
        try (NetworkNamespace lab = new NetworkNamespace("testkit")) {
            name = lab.name();
            inside = lab.start(folder.resolve("out"), "sleep", "1000");
            assertThat(inside.isAlive()).isTrue();
        }
        assertThat(inside.isAlive()).isFalse();
        assertThat(Path.of("/run/netns/" + left)).doesNotExist();
        assertThat(Files.exists(Path.of("/run/netns/" + name))).isFalse();
    }

    @Test
    void aCommandThatFailsIsNamedWithWhatItSaid() throws IOException {
        try (NetworkNamespace lab = new NetworkNamespace("testkit")) {
            assertThatThrownBy(() -> lab.run("ip", "link", "show", "nowhere"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ip, link, show, nowhere")
                    .hasMessageContaining("does not exist");
        }
    }
}

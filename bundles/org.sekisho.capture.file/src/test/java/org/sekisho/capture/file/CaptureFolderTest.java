// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.capture.FrameQueue;

/** A folder of captures gives each once; after a kill again what was not done with. */
class CaptureFolderTest {
    @TempDir private Path home;
    private List<Frame> frames;
    private Path captures;
    private Path memory;

    @BeforeEach
    void write() throws Exception {
        frames = Frame.few();
        captures = Files.createDirectory(home.resolve("captures"));
        memory = home.resolve("data/read.txt");
        Files.write(captures.resolve("a.pcap"), PcapWriter.file(frames));
        Files.write(captures.resolve("b.pcap"), PcapWriter.file(frames));
    }

    private CaptureFolder folder() {
        return new CaptureFolder(captures, "*.pcap", 0, memory);
    }

    /** As another process would open it. */
    private FrameQueue queue() {
        return new FolderQueue(
                folder(),
                new FileCaptures(InputStream.nullInputStream(), Reading.BOUNDS),
                false,
                false);
    }

    @Test
    void whatIsNotSettledIsGivenAgainAfterAKill() throws Exception {
        FrameQueue killed = queue();
        assertThat(Reading.of(killed)).hasSize(2 * frames.size());
        killed.settled(frames.size() - 1);
        assertThat(Reading.of(queue())).hasSize(2 * frames.size());
        killed.settled(frames.size());
        assertThat(Reading.of(queue())).hasSize(frames.size());
        killed.settled(2 * frames.size());
        assertThat(Reading.of(queue())).isEmpty();
    }

    @Test
    void oneThatIsNoCaptureIsLookedAtOnce() throws Exception {
        Files.writeString(captures.resolve("a.pcap"), "no capture");
        Files.writeString(captures.resolve("b.pcap"), "none either");
        FrameQueue first = queue();
        assertThat(Reading.of(first)).isEmpty();
        assertThat(first.statistics().skipped()).containsEntry("captures damaged", 2L);
        FrameQueue second = queue();
        assertThat(Reading.of(second)).isEmpty();
        assertThat(second.statistics().skipped()).isEmpty();
    }

    @Test
    void whereItCanNotBeNotedThatIsSaidAndEachIsStillGivenOnce() throws Exception {
        Files.writeString(home.resolve("data"), "a file where the folder should be");
        CaptureFolder folder = folder();
        CaptureFolder.Next first = folder.next();
        CaptureFolder.Next second = folder.next();
        assertThat(first.path()).isNotEqualTo(second.path());
        folder.done(first, frames.size());
        assertThat(folder.trouble()).contains(memory.toString(), "are read again", "has room");
        assertThat(folder.next()).isNull();
    }
}

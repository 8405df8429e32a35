// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.service.ServiceExtension;
import org.sekisho.analyze.Analysis;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureFiles;

/** A capture that ends anywhere is analysed as far as it goes, and the place is named. */
@ExtendWith(ServiceExtension.class)
class TruncatedCaptureTest {
    private static final int EVERY_BYTE_OF = 4096;
    private static final int LATER_BYTES = 200;

    @InjectService Analyzer analyzer;
    @InjectService CaptureFiles files;

    @TempDir Path folder;

    @Test
    void isReadToItsCutWhichIsNamed() throws Exception {
        Path whole = Captures.file("p28_idle_session-st444-1024.pcap");
        Path cut = Files.copy(whole, folder.resolve("cut.pcap"));
        long size = Files.size(whole);
        long frames = Long.MAX_VALUE;
        try (FileChannel file = FileChannel.open(cut, StandardOpenOption.WRITE)) {
            for (long length : lengths(size)) {
                file.truncate(length);
                frames = framesBefore(cut, length, frames);
            }
        }
        assertThat(frames).isZero();
    }

    /** From long to short, so that one file can be cut again and again. */
    private static SortedSet<Long> lengths(long size) {
        long seed = Long.getLong("sekisho.seed", System.nanoTime());
        System.out.println("truncation: -Dsekisho.seed=" + seed);
        SortedSet<Long> lengths = new TreeSet<>(Comparator.reverseOrder());
        new Random(seed).longs(LATER_BYTES, EVERY_BYTE_OF, size).forEach(lengths::add);
        for (long length = 0; length <= EVERY_BYTE_OF; length++) {
            lengths.add(length);
        }
        return lengths;
    }

    private long framesBefore(Path cut, long length, long most)
            throws IOException, InterruptedException {
        Analysis analysis;
        try {
            analysis =
                    analyzer.start(
                            files.file(cut.toString()),
                            AnalysisOptions.forFiles(1),
                            detection -> {});
        } catch (CaptureException refused) {
            // not even the file's own header is there
            assertThat(refused.offset()).isBetween(-1L, length);
            assertThat(refused).hasMessageContaining("cut.pcap");
            return 0;
        }
        assertThat(analysis.await(Duration.ofMinutes(1))).as("%d bytes", length).isTrue();
        CaptureException damage = analysis.damage();
        if (damage != null) {
            assertThat(damage.offset()).as("%d bytes", length).isBetween(0L, length);
            assertThat(damage)
                    .hasMessageContaining("cut.pcap")
                    .hasMessageContaining(Long.toString(damage.offset()));
        }
        assertThat(analysis.summary().frames()).isLessThanOrEqualTo(most);
        return analysis.summary().frames();
    }
}

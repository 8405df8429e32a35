// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.detect.Detection;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;

/**
 * On file systems that take no more: what was recorded is read, and recording goes on by itself.
 */
@Tag("lab")
@Tag("long")
class FullVolumeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Some that fit, and more than would. */
    private static final int MANY = 50_000;

    @TempDir Path home;
    private SmallVolume volume;
    private Path store;
    private H2Records records;

    @BeforeEach
    void mount() throws Exception {
        volume = new SmallVolume(home.resolve("data"), 8);
        store = home.resolve("data").resolve("store");
        records = Stores.open(store);
    }

    @AfterEach
    void unmount() throws Exception {
        records.stop();
        volume.close();
    }

    private RecordedCase recordCase(int number) throws RecordException {
        String server = "2001:db8::" + Integer.toHexString(number);
        Detection detection = Samples.tunnel("2001:db8:1::1", server, number, 1);
        return records.record(detection, Samples.blocked(detection)).now();
    }

    private void awaitRecording() {
        await().atMost(PATIENCE)
                .ignoreException(RecordException.class)
                .until(() -> recordCase(MANY + 1).id() > 0);
    }

    @Test
    void whatWasRecordedIsReadWhileThereIsNoRoomAndRecordingGoesOnWhenThereIs() throws Exception {
        RecordedBlock standing = records.record(Samples.block(0, 1, Samples.NOW));
        List<RecordedCase> recorded = new ArrayList<>();
        RecordException full = null;
        for (int i = 0; i < MANY && full == null; i++) {
            try {
                recorded.add(recordCase(i));
            } catch (RecordException refused) {
                full = refused;
            }
        }
        assertThat(full)
                .hasMessageContaining(store.resolve("sekisho.mv.db") + " can't be written")
                .hasMessageContaining("no room left")
                .hasMessageContaining("see that this user may write there");
        assertThat(recorded).hasSizeGreaterThan(100);
        assertThat(Stores.troubles(records)).singleElement().asString().contains("no room left");
        assertThatThrownBy(() -> records.record(Samples.block(0, 2, Samples.NOW)))
                .isInstanceOf(RecordException.class);
        assertThat(records.standing()).containsExactly(standing);
        assertThat(records.cases(-1, MANY)).containsExactlyInAnyOrderElementsOf(recorded);

        // a process that starts while there is no room reads the same
        volume.fill();
        records.stop();
        records = Stores.open(store);
        assertThat(records.standing()).containsExactly(standing);
        assertThat(records.cases(-1, MANY)).hasSameSizeAs(recorded);
        assertThatThrownBy(() -> recordCase(MANY)).hasMessageContaining("no room left");

        volume.empty();
        volume.grow(64);
        awaitRecording();
        assertThat(Stores.troubles(records)).isEmpty();
        assertThat(records.standing()).containsExactly(standing);
        assertThat(records.cases(-1, MANY)).containsAll(recorded);
        records.end(standing.id(), Samples.NOW, "expired");
        assertThat(records.standing()).isEmpty();
    }

    @Test
    void aReadOnlyVolumeIsReadAndNamed() throws Exception {
        RecordedBlock standing = records.record(Samples.block(0, 1, Samples.NOW));
        RecordedCase one = recordCase(1);
        records.stop();
        volume.readOnly(true);
        records = Stores.open(store);
        assertThat(records.standing()).containsExactly(standing);
        assertThat(records.cases(-1, 10)).containsExactly(one);
        assertThatThrownBy(() -> recordCase(2))
                .hasMessageContaining(store.resolve("sekisho.mv.db") + " can't be written")
                .hasMessageContaining("Read-only file system");
        assertThat(Stores.troubles(records)).singleElement().asString().contains("Read-only");

        volume.readOnly(false);
        awaitRecording();
        assertThat(Stores.troubles(records)).isEmpty();
        assertThat(records.standing()).containsExactly(standing);
        assertThat(records.cases(-1, 10)).hasSize(2).contains(one);
    }

    @Test
    void damageIsPutAsideAsSoonAsThereIsRoomForAnother() throws Exception {
        Path file = store.resolve("sekisho.mv.db");
        recordCase(1);
        records.stop();
        byte[] damaged = new byte[(int) Files.size(file)];
        Files.write(file, damaged);
        volume.fill();
        records = Stores.open(store);
        assertThatThrownBy(() -> records.standing()).isInstanceOf(RecordException.class);
        assertThat(Stores.troubles(records)).singleElement().asString().contains(file.toString());
        assertThat(file).hasBinaryContent(damaged);

        volume.empty();
        awaitRecording();
        assertThat(Stores.troubles(records))
                .singleElement()
                .asString()
                .contains("damaged and put aside as " + store.resolve("damaged-"));
        assertThat(records.cases(-1, 10)).hasSize(1);
    }
}

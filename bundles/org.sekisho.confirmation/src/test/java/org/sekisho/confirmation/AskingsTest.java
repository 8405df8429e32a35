// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.confirmation.Askings.Answer;
import org.sekisho.packet.IpAddress;

/** How often may be asked, over restarts too. */
class AskingsTest {
    private static final IpAddress SERVER = IpAddress.parse("192.0.2.1");

    @TempDir private Path folder;
    private Path file;
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");

    @BeforeEach
    void name() {
        file = folder.resolve("confirmation/asked");
    }

    /** As after a start of the daemon. */
    private Askings started(int perHour) throws IOException {
        Askings askings = new Askings(file, () -> now, perHour);
        askings.load();
        return askings;
    }

    @Test
    void aServerIsAskedOnceInADayAlsoOverRestarts() throws Exception {
        assertThat(started(6).begin(SERVER)).isEqualTo(Answer.ASK);
        assertThat(started(6).begin(SERVER)).isEqualTo(Answer.ASKED_ALREADY);
        now = now.plus(Duration.ofDays(1)).minusSeconds(1);
        assertThat(started(6).isAsked(SERVER)).isTrue();
        assertThat(started(6).begin(SERVER)).isEqualTo(Answer.ASKED_ALREADY);
        now = now.plusSeconds(2);
        assertThat(started(6).begin(SERVER)).isEqualTo(Answer.ASK);
    }

    @Test
    void aClockThatIsSetBackDoesNotHaveAnybodyAskedAgain() throws Exception {
        assertThat(started(6).begin(SERVER)).isEqualTo(Answer.ASK);
        now = now.minus(Duration.ofDays(40));
        assertThat(started(6).begin(SERVER)).isEqualTo(Answer.ASKED_ALREADY);
    }

    @Test
    void noMoreThanSoManyAreAskedInAnHourAlsoOverRestarts() throws Exception {
        for (int i = 1; i <= 3; i++) {
            assertThat(started(3).begin(IpAddress.parse("192.0.2." + i))).isEqualTo(Answer.ASK);
        }
        IpAddress next = IpAddress.parse("192.0.2.9");
        assertThat(started(3).begin(next)).isEqualTo(Answer.TOO_MANY);
        assertThat(started(3).isAsked(next)).as("may be asked later").isFalse();
        now = now.plus(Duration.ofHours(1));
        assertThat(started(3).begin(next)).isEqualTo(Answer.ASK);
        assertThat(started(3).count()).isEqualTo(4);
    }

    @Test
    void whatCanNotBeWrittenDownIsNotAsked() throws Exception {
        Askings askings = started(6);
        Files.delete(file.getParent());
        Files.writeString(file.getParent(), "no folder");
        assertThatThrownBy(() -> askings.begin(SERVER)).isInstanceOf(IOException.class);
        assertThat(askings.isAsked(SERVER)).isFalse();
    }

    @Test
    void aFileThatSomebodyElseWroteIsNamed() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "1764331200 192.0.2.1\nrubbish\n");
        assertThatThrownBy(() -> started(6))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " holds 'rubbish'");
    }
}

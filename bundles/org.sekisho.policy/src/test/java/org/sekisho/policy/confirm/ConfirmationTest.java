// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.confirm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.policy.confirm.Confirmation.Standing;

class ConfirmationTest {
    private static final String BLOCKING = "mode=block\nblock.scope=client\n";
    private static final String OTHER = "mode=block\n";
    private static final String WATCHING = "";

    /** Stands still unless it is moved, which no other clock of the machine does. */
    private static final class Moved implements Uptime {
        private String boot = "one";
        private long nanos = 1;

        @Override
        public String boot() {
            return boot;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        void pass(long seconds) {
            nanos += TimeUnit.SECONDS.toNanos(seconds);
        }
    }

    @TempDir private Path folder;
    private final Moved clock = new Moved();

    private Confirmation started(String content) {
        Confirmation confirmation = new Confirmation(folder, clock);
        confirmation.inForce(content, !content.equals(WATCHING), false);
        return confirmation;
    }

    @Test
    void blockingHoldsForAMinuteAndFallsBack() {
        Confirmation confirmation = started(BLOCKING);
        assertThat(confirmation.standing()).isEqualTo(Standing.PENDING);
        assertThat(confirmation.left()).isEqualTo(Duration.ofSeconds(60));
        clock.pass(59);
        assertThat(confirmation.left()).isEqualTo(Duration.ofSeconds(1));
        clock.pass(1);
        assertThat(confirmation.standing()).isEqualTo(Standing.LAPSED);
    }

    @Test
    void whatWasConfirmedStaysSoOverRestartsOfProcessAndMachine() {
        Confirmation confirmation = started(BLOCKING);
        assertThat(confirmation.confirm()).isEqualTo(Standing.CONFIRMED);
        clock.pass(3600);
        assertThat(confirmation.standing()).isEqualTo(Standing.CONFIRMED);
        clock.boot = "two";
        clock.nanos = 5;
        assertThat(started(BLOCKING).standing()).isEqualTo(Standing.CONFIRMED);
    }

    @Test
    void aChangedPolicyAsksAnew() {
        Confirmation confirmation = started(BLOCKING);
        confirmation.confirm();
        confirmation.inForce(OTHER, true, true);
        assertThat(confirmation.standing()).isEqualTo(Standing.PENDING);
        confirmation.inForce(BLOCKING, true, true);
        assertThat(confirmation.standing()).isEqualTo(Standing.PENDING);
        assertThat(started(OTHER).standing()).isEqualTo(Standing.PENDING);
    }

    @Test
    void switchingOffAndOnAgainAsksAnew() {
        Confirmation confirmation = started(BLOCKING);
        confirmation.confirm();
        confirmation.inForce(WATCHING, false, true);
        assertThat(confirmation.standing()).isEqualTo(Standing.NOT_ASKED);
        confirmation.inForce(BLOCKING, true, true);
        assertThat(confirmation.standing()).isEqualTo(Standing.PENDING);
    }

    @Test
    void aFileThatIsReadAgainUnchangedChangesNothing() {
        Confirmation confirmation = started(BLOCKING);
        confirmation.confirm();
        confirmation.inForce(BLOCKING, true, true);
        assertThat(confirmation.standing()).isEqualTo(Standing.CONFIRMED);
    }

    @Test
    void aRestartGivesNoMoreTime() {
        started(BLOCKING);
        clock.pass(40);
        assertThat(started(BLOCKING).left()).isEqualTo(Duration.ofSeconds(20));
        clock.pass(20);
        assertThat(started(BLOCKING).standing()).isEqualTo(Standing.LAPSED);
    }

    @Test
    void aMachineThatWentDownInThatMinuteDoesNotBlockWhenItComesUp() {
        started(BLOCKING);
        clock.boot = "two";
        clock.nanos = 0;
        assertThat(started(BLOCKING).standing()).isEqualTo(Standing.LAPSED);
    }

    @Test
    void whatHasLapsedGetsItsTimeOnceMore() {
        Confirmation confirmation = started(BLOCKING);
        clock.pass(100);
        assertThat(confirmation.confirm()).isEqualTo(Standing.PENDING);
        clock.pass(10);
        assertThat(confirmation.confirm()).isEqualTo(Standing.CONFIRMED);
        assertThat(started(BLOCKING).standing()).isEqualTo(Standing.CONFIRMED);
    }

    @Test
    void damagedFilesConfirmNothing() throws Exception {
        started(BLOCKING).confirm();
        Files.writeString(folder.resolve("confirmed"), "content=\\u00");
        assertThat(started(BLOCKING).standing()).isEqualTo(Standing.PENDING);
    }

    @Test
    void whereNothingCanBeWrittenItSaysSoAndConfirmsForNow() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Confirmation confirmation = new Confirmation(file, clock);
        confirmation.inForce(BLOCKING, true, false);
        assertThat(confirmation.confirm()).isEqualTo(Standing.CONFIRMED);
        assertThat(confirmation.trouble()).contains("restart");
    }

    @Test
    void theKernelsClockRuns() {
        Uptime kernel = Uptime.ofKernel();
        assertThat(kernel.boot()).isNotEmpty();
        assertThat(kernel.nanos()).isPositive();
    }
}

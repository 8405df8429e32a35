// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.decide.Past;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.policy.allow.AllowEntries;
import org.sekisho.policy.confirm.Confirmation;
import org.sekisho.policy.confirm.Confirmation.Standing;
import org.sekisho.policy.file.LastUnderstood;
import org.sekisho.policy.operation.AuditTrail;
import org.sekisho.policy.rule.OptionValues;

class ConfiguredPolicyTest {
    @TempDir private Path folder;

    private ConfiguredPolicy policy(boolean isDaemon, SortedMap<String, String> values) {
        return new ConfiguredPolicy(
                values,
                new AllowEntries(),
                new AuditTrail(),
                isDaemon,
                new Confirmation(isDaemon ? folder : null),
                new LastUnderstood(isDaemon ? folder.resolve("policy.cfg") : null));
    }

    @Test
    void outOfTheBoxItOnlyWatches() {
        ConfiguredPolicy policy = policy(true, OptionTexts.with());
        assertThat(policy.enforces()).isFalse();
        assertThat(policy.confirmation().standing()).isEqualTo(Standing.NOT_ASKED);
    }

    @Test
    void aCommandOnlySaysWhatWouldBeBlockedHoweverItIsConfigured() {
        ConfiguredPolicy policy = policy(false, OptionTexts.with("mode", "block"));
        Decision decision = policy.decide(Found.tls().detection(), Past.NONE);
        assertThat(decision.verdict()).isEqualTo(Verdict.WATCH);
        assertThat(decision.block()).isNotNull();
        assertThat(decision.reason())
                .isEqualTo(
                        "Watching only: everything between client and server would be blocked for"
                                + " 10 minutes.");
        assertThat(policy.enforces()).isFalse();
    }

    @Test
    void blockingIsOnFromTheStartAndStaysWhenItIsConfirmed() {
        ConfiguredPolicy policy = policy(true, OptionTexts.with("mode", "block"));
        assertThat(policy.enforces()).isTrue();
        assertThat(policy.confirmation().standing()).isEqualTo(Standing.PENDING);
        assertThat(policy.confirm()).isEqualTo(Standing.CONFIRMED);
        policy.stop();
        ConfiguredPolicy again = policy(true, OptionTexts.with("mode", "block"));
        assertThat(again.confirmation().standing()).isEqualTo(Standing.CONFIRMED);
        ConfiguredPolicy changed =
                policy(true, OptionTexts.with("mode", "block", "block.scope", "server"));
        assertThat(changed.confirmation().standing()).isEqualTo(Standing.PENDING);
        changed.stop();
    }

    @Test
    void whoNeedsNoConfirmationIsAskedForNone() {
        ConfiguredPolicy policy =
                policy(true, OptionTexts.with("mode", "block", "confirm.required", "false"));
        assertThat(policy.enforces()).isTrue();
        assertThat(policy.confirmation().standing()).isEqualTo(Standing.NOT_ASKED);
    }

    @Test
    void aMistakeLeavesWhatWasInForceOverARestartToo() {
        policy(true, OptionTexts.with("mode", "block", "block.scope", "server")).confirm();
        ConfiguredPolicy wrong =
                policy(true, OptionTexts.with("mode", "block", "block.duration", "10 years"));
        assertThat(wrong.fault())
                .contains("org.sekisho.policy.cfg", "block.duration=10 years", "such as 10m");
        assertThat(wrong.values()).containsEntry("block.scope", "server");
        assertThat(wrong.enforces()).isTrue();
        assertThat(wrong.confirmation().standing()).isEqualTo(Standing.CONFIRMED);
        assertThat(PolicyStatus.troubles(wrong)).containsExactly(wrong.fault());
    }

    @Test
    void aMistakeInTheFirstConfigurationLeavesTheSafeDefaults() {
        ConfiguredPolicy wrong = policy(true, OptionTexts.with("mode", "blok"));
        assertThat(wrong.fault()).contains("mode=blok");
        assertThat(wrong.enforces()).isFalse();
        assertThat(wrong.values()).isEqualTo(OptionValues.defaults(PolicyConfiguration.class));
    }

    @Test
    void theDaemonBlocksNobodyBeforeItKnowsWhatIsAroundIt() {
        ConfiguredPolicy policy =
                policy(true, OptionTexts.with("mode", "block", "confirm.required", "false"));
        Decision decision = policy.decide(Found.tls().detection(), Past.NONE);
        assertThat(decision.verdict()).isEqualTo(Verdict.WATCH);
        assertThat(decision.reason()).contains("not known yet");
        Block block = Block.client(IpPrefix.of(IpAddress.parse("192.0.2.1")), Action.DROP);
        assertThat(policy.clearance(block).isProtected()).isTrue();
    }
}

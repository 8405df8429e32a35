// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.service.condition.Condition;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.policy.ConfiguredPolicy;
import org.sekisho.policy.Found;
import org.sekisho.policy.Policies;

class PolicyOperationsTest {
    private final RecordsInMemory records = new RecordsInMemory();
    private final AuditTrail audit = new AuditTrail();

    private static OperationResult run(Operation operation, String... arguments)
            throws OperationException {
        return operation.run(new OperationRequest(List.of(arguments), "uid 1000"));
    }

    private PolicyTry trial(Detection... past) {
        audit.bindRecords(records);
        for (Detection detection : past) {
            records.record(detection, null);
        }
        return new PolicyTry(Policies.ofACommand(audit), audit, Condition.INSTANCE);
    }

    private static Map<String, Object> summary(OperationResult result) {
        return result.rows().get(result.rows().size() - 1);
    }

    @Test
    void aTrialListsWhoWouldBeBlockedByThePresentPolicy() throws Exception {
        PolicyTry trial =
                trial(
                        Found.now().detection(),
                        Found.now().oneSided().detection(),
                        Found.now().from(Found.party("192.168.1.3", 50001)).detection());
        OperationResult result = run(trial);
        assertThat(summary(result))
                .containsEntry("cases", 3)
                .containsEntry("blockedNow", 2)
                .containsEntry("blockedThen", 2);
        assertThat(result.rows()).hasSize(3);
        assertThat(result.text()).contains("Blocking is off");
    }

    @Test
    void aTrialListsTheDifferencesOfAChangedPolicy() throws Exception {
        Detection certain =
                Found.now()
                        .in(State.CONFIRMED)
                        .definitive(Finding.TUNNEL, true)
                        .from(Found.party("192.168.1.3", 50001))
                        .detection();
        PolicyTry trial = trial(Found.now().detection(), certain);
        OperationResult fewer = run(trial, "block.state=confirmed");
        assertThat(summary(fewer))
                .containsEntry("fewer", 1)
                .containsEntry("more", 0)
                .containsEntry("otherwise", 0);
        assertThat(fewer.text()).contains("- ", "192.168.1.2", "only likely");
        assertThat(fewer.text()).doesNotContain("192.168.1.3");

        OperationResult otherwise = run(trial, "block.scope=server", "--all");
        assertThat(summary(otherwise)).containsEntry("otherwise", 2).containsEntry("more", 0);

        PolicyTry hubs =
                trial(
                        Found.now(Method.HUB)
                                .oneSided()
                                .software("azure", 8, true)
                                .software("ddns", 5, true)
                                .detection());
        assertThat(summary(run(hubs, "block=hub"))).containsEntry("more", 1);
    }

    @Test
    void aTrialLetsBlocksGrowAsTheyWouldHave() throws Exception {
        PolicyTry trial = trial(Found.now().detection(), Found.now().detection());
        OperationResult result = run(trial, "block.growth=1");
        assertThat(summary(result)).containsEntry("otherwise", 1);
        assertThat(result.text()).contains("20 minutes", "10 minutes");
    }

    @Test
    void whatLiesFurtherBackIsLeftOut() throws Exception {
        assertThat(summary(run(trial(Found.tls().detection()), "--since", "1h")))
                .as("that was in another year")
                .containsEntry("cases", 0);
    }

    @Test
    void wrongCallsSayWhatWouldBeRight() {
        PolicyTry trial = trial();
        assertThatThrownBy(() -> run(trial, "block.scop=pair")).hasMessageContaining("block.scope");
        assertThatThrownBy(() -> run(trial, "block.scope=all"))
                .hasMessageContaining("must be one of");
        assertThatThrownBy(() -> run(trial, "--since", "ever")).hasMessageContaining("such as 10m");
        assertThatThrownBy(() -> run(trial, "--until", "x")).hasMessageContaining("usage");
    }

    @Test
    void withoutAHistoryATrialSaysSo() {
        PolicyTry trial = trial();
        audit.unbindRecords(records);
        assertThatThrownBy(() -> run(trial)).hasMessageContaining("no history");
    }

    @Test
    void confirmingIsWrittenDownWithWhoDidIt() throws Exception {
        audit.bindRecords(records);
        ConfiguredPolicy policy = Policies.ofADaemon(audit, "mode", "block");
        PolicyConfirm confirm = new PolicyConfirm(policy, audit, Condition.INSTANCE);
        PolicyShow show = new PolicyShow(policy, Condition.INSTANCE);
        assertThat(run(show).rows().get(0)).containsEntry("confirmation", "pending");
        assertThat(run(show).text()).contains("sekisho policy confirm");
        assertThat(run(confirm).status()).isZero();
        assertThat(run(show).rows().get(0)).containsEntry("confirmation", "confirmed");
        assertThat(run(confirm).text()).contains("already");
        assertThat(records.audit(9)).hasSize(1);
        assertThat(records.audit(9).get(0).who()).isEqualTo("uid 1000");
        assertThat(records.audit(9).get(0).outcome()).isEqualTo("done");
    }

    @Test
    void whileWatchingThereIsNothingToConfirm() throws Exception {
        PolicyConfirm confirm =
                new PolicyConfirm(Policies.ofADaemon(audit), audit, Condition.INSTANCE);
        assertThat(run(confirm).status()).isEqualTo(1);
        assertThat(run(confirm).text()).contains("nothing to confirm");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sekisho.responder.nftables.check.Finding.Severity;

/** Rulesets of the shape that libnftables-json(5) gives. */
class RulesetCheckTest {
    private static String ruleset(String... items) {
        return "{\"nftables\": [" + String.join(",", items) + "]}";
    }

    private static String chain(String name, String hook, int priority) {
        return ("{'chain': {'family': 'inet', 'table': 'fw4', 'name': '%s', 'type': 'filter',"
                        + " 'hook': '%s', 'prio': %d, 'policy': 'accept'}}")
                .formatted(name, hook, priority)
                .replace('\'', '"');
    }

    private static String rule(String chain, String steps) {
        return ("{'rule': {'family': 'inet', 'table': 'fw4', 'chain': '%s', 'expr': [%s]}}")
                .formatted(chain, steps)
                .replace('\'', '"');
    }

    @Test
    void anAcceptOfOthersIsNoWayPast() throws Exception {
        assertThat(
                        RulesetCheck.of(
                                ruleset(
                                        chain("forward", "forward", -300),
                                        rule("forward", "{'accept': null}"))))
                .isEmpty();
    }

    @Test
    void aFlowTableIsNamedAndWhoFillsItBeforeUsWorse() throws Exception {
        String table =
                ("{'flowtable': {'family': 'inet', 'name': 'ft', 'table': 'fw4', 'hook': 'ingress',"
                                + " 'prio': 0, 'dev': ['lan', 'wan']}}")
                        .replace('\'', '"');
        String filling = "{'flow': {'op': 'add', 'flowtable': '@ft'}}";
        assertThat(
                        RulesetCheck.of(
                                ruleset(
                                        table,
                                        chain("forward", "forward", 0),
                                        rule("forward", filling))))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.severity()).isEqualTo(Severity.PARTLY);
                            assertThat(finding.where()).isEqualTo("flow table inet fw4 ft");
                        });
        assertThat(
                        RulesetCheck.of(
                                ruleset(
                                        table,
                                        chain("early", "forward", -200),
                                        rule("early", "{'jump': {'target': 'fast'}}"),
                                        rule("fast", filling))))
                .hasSize(2)
                .anySatisfy(
                        finding -> {
                            assertThat(finding.severity()).isEqualTo(Severity.BYPASS);
                            assertThat(finding.where()).isEqualTo("chain inet fw4 fast");
                            assertThat(finding.what()).contains("-200", "-160");
                        });
    }

    @Test
    void forwardingDivertingAndTranslatingAreNamed() throws Exception {
        assertThat(
                        RulesetCheck.of(
                                ruleset(
                                        chain("in", "ingress", 0),
                                        rule("in", "{'fwd': {'dev': 'wan'}}"),
                                        rule("to", "{'redirect': {'port': 3128}}"),
                                        rule("old", "{'xt': {'type': 'target', 'name': 'TPROXY'}}"),
                                        rule("out", "{'masquerade': null}"))))
                .extracting(Finding::severity)
                .contains(Severity.BYPASS, Severity.PARTLY, Severity.NOTE);
    }

    @Test
    void ourOwnRulesAreNotLookedAt() throws Exception {
        assertThat(
                        RulesetCheck.of(
                                ruleset(
                                        rule("traffic", "{'fwd': {'dev': 'wan'}}")
                                                .replace("fw4", "sekisho"))))
                .isEmpty();
    }
}

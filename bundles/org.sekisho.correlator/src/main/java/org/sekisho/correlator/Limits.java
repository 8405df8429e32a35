// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

/**
 * The configuration, checked, in the units that are computed with.
 *
 * @param priorLogOdds natural logarithm of the odds for a tunnel before any evidence
 * @param familyAllowance what a family may weigh above its heaviest technique
 * @param maxCases most cases remembered
 * @param maxEvidence most techniques remembered for one case
 * @param reconnectNanos window of a reconnect in nanoseconds
 * @param controlNanos window of control findings around a tunnel in nanoseconds
 */
record Limits(
        double priorLogOdds,
        double familyAllowance,
        int maxCases,
        int maxEvidence,
        long reconnectNanos,
        long controlNanos) {
    private static final long SECOND = 1_000_000_000L;

    static Limits of(CorrelatorConfiguration configuration) {
        double odds = configuration.prior_odds_against();
        require(odds >= 1 && odds <= 1e12, "prior.odds.against", odds, "1 to 1e12");
        double allowance = configuration.family_allowance();
        require(allowance >= 0 && allowance <= 100, "family.allowance", allowance, "0 to 100");
        int cases = configuration.max_cases();
        require(cases >= 16, "max.cases", cases, "at least 16");
        int evidence = configuration.max_evidence_per_case();
        require(evidence >= 4, "max.evidence.per.case", evidence, "at least 4");
        int reconnect = configuration.reconnect_window_seconds();
        require(reconnect >= 0, "reconnect.window.seconds", reconnect, "0 or more");
        int control = configuration.control_window_seconds();
        require(control >= 0, "control.window.seconds", control, "0 or more");
        return new Limits(
                -Math.log(odds), allowance, cases, evidence, reconnect * SECOND, control * SECOND);
    }

    private static void require(boolean right, String key, Number value, String wanted) {
        if (!right) {
            throw new IllegalArgumentException(
                    "org.sekisho.correlator: " + key + "=" + value + " must be " + wanted);
        }
    }
}

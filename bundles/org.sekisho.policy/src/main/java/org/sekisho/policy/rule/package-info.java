// SPDX-License-Identifier: Apache-2.0
/**
 * The rules themselves, without a service, a file or a clock: {@link
 * org.sekisho.policy.rule.DecisionRules} makes a decision of a detection and what happened before,
 * {@link org.sekisho.policy.rule.Settings} is what was configured.
 */
package org.sekisho.policy.rule;

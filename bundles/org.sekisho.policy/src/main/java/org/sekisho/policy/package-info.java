// SPDX-License-Identifier: Apache-2.0
/**
 * What is to be done about a detection, and why (architecture §6). Out of the box nothing is
 * blocked: {@link org.sekisho.policy.ConfiguredPolicy} says what would be, by the rules in {@link
 * org.sekisho.policy.rule}.
 */
package org.sekisho.policy;

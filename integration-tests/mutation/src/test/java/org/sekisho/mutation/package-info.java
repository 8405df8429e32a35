// SPDX-License-Identifier: Apache-2.0
/**
 * Captures of SoftEther sessions rewritten the way networks and adversaries rewrite traffic, and
 * what is still recognised. Start at {@link org.sekisho.mutation.Kind}, the list of what is done to
 * a capture; {@link org.sekisho.mutation.Pipeline} judges the result with the product's own engine,
 * dissectors, detectors and correlator; {@link org.sekisho.mutation.VerdictStaysTest} asserts and
 * {@link org.sekisho.mutation.MeasuredTest} counts. How the numbers in docs/evasion.md are repeated
 * stands there.
 */
package org.sekisho.mutation;

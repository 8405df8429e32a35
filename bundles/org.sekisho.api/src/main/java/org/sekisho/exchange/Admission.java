// SPDX-License-Identifier: Apache-2.0
package org.sekisho.exchange;

/**
 * How the services of a bundle may take part.
 *
 * @param role whether its detectors decide
 * @param seesPayload whether its dissectors are shown packets; else they take no part
 * @param mayConvict whether evidence of its detectors may lift a case above {@code suspected}
 * @param probation whether it is new, so that a former version lies ready: its faults count at
 *     once, not only when they repeat
 */
public record Admission(Role role, boolean seesPayload, boolean mayConvict, boolean probation) {}

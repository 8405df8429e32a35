// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

/**
 * A second of packet time has passed; how detectors learn of time. Ticks carry no flow.
 *
 * @param origin time and the frame before which the tick stands; its flow is null
 */
public record Tick(Origin origin) implements Event {}

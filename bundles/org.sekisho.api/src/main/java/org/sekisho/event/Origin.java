// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

/**
 * Where and when an event was seen.
 *
 * @param flow the flow it belongs to; for an inner stream the inner flow
 * @param frame number of the captured frame that completed it, counted from 1 as capture tools do
 * @param time packet time in nanoseconds since 1970-01-01 UTC
 * @param twoWay whether by then both ends of the outermost TCP flow had acknowledged each other's
 *     bytes, so that nobody can have forged it from elsewhere; always false above UDP and ICMP,
 *     where only an answer that fits the protocol shows the same
 */
public record Origin(Flow flow, long frame, long time, boolean twoWay)
        implements java.io.Serializable {}

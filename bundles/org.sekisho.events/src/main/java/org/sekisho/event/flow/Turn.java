// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.flow;

import org.sekisho.packet.Direction;

/**
 * A run of payload in one direction.
 *
 * @param direction of the payload
 * @param bytes payload bytes, without retransmissions
 * @param packets packets with payload
 * @param start nanoseconds after the flow's first frame
 * @param duration nanoseconds from its first to its last packet
 */
public record Turn(Direction direction, long bytes, int packets, long start, long duration)
        implements java.io.Serializable {}

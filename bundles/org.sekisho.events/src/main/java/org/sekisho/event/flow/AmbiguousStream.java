// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.flow;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * Near its start a TCP stream has two copies of the same bytes that differ, the second sent before
 * the receiver had acknowledged any. Which one it took can't be known: both are read. The events of
 * the second reading name a flow of its own between the same ends. Published once for a flow.
 *
 * @param origin where and when the second copy was seen
 * @param direction whose bytes
 * @param position where the second copy begins in the stream of that direction, from 0
 * @param bytes its first bytes, at most 16
 */
public record AmbiguousStream(Origin origin, Direction direction, long position, Octets bytes)
        implements Event {}

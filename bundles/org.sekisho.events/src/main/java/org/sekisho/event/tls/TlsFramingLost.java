// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.tls;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * A stream that was TLS went on with bytes that are no TLS record, without any gap before them.
 * What follows is looked at as an inner stream.
 *
 * @param origin where and when
 * @param direction whose bytes
 * @param records how many records there were before, in both directions
 * @param bytes the first 8 bytes that are not TLS
 */
public record TlsFramingLost(Origin origin, Direction direction, int records, Octets bytes)
        implements Event {}

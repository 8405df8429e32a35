// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.ssh;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;

/**
 * An identification string (RFC 4253 §4.2).
 *
 * @param origin where and when
 * @param direction whose
 * @param text the line without its end, at most 255 characters
 */
public record SshBanner(Origin origin, Direction direction, String text) implements Event {}

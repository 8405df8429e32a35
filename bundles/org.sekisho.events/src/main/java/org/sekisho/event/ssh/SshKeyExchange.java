// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.ssh;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;

/**
 * A KEXINIT message (RFC 4253 §7.1).
 *
 * @param origin where and when
 * @param direction whose
 * @param fingerprint SHA-256, as hexadecimal, over the name-lists of key exchange, host key,
 *     encryption, MAC and compression of the sender's direction, joined by semicolons
 * @param lists those name-lists joined the same way, at most 2,048 characters
 */
public record SshKeyExchange(Origin origin, Direction direction, String fingerprint, String lists)
        implements Event {}

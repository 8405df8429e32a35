// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.tls;

import org.sekisho.packet.Direction;

/**
 * The outside of one TLS record (RFC 8446 §5.1).
 *
 * @param direction whose record
 * @param type content type: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data, 24
 *     heartbeat (RFC 6520)
 * @param length the length field, 0 to 18432
 * @param frame number of the frame in which its header was complete
 * @param time packet time of that frame in nanoseconds since 1970-01-01 UTC
 */
public record TlsRecord(Direction direction, int type, int length, long frame, long time)
        implements java.io.Serializable {}

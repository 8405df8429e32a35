// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.openvpn;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Octets;

/**
 * Two ends opened an OpenVPN session: one of them has repeated the random session id of the other,
 * so it has seen it. Published once per session whose control channel is in clear; with tls-auth or
 * tls-crypt there is none.
 *
 * @param origin where and when
 * @param client session id of the client, 8 bytes
 * @param server session id of the server, 8 bytes
 */
public record OpenVpnSession(Origin origin, Octets client, Octets server) implements Event {}

// SPDX-License-Identifier: Apache-2.0
/**
 * Recognises OpenVPN in UDP by its content. Start at {@link
 * org.sekisho.dissector.openvpn.OpenVpnDissector}; {@link
 * org.sekisho.dissector.openvpn.ControlPacket} knows the layout. What the control channel carries
 * is TLS, which is handed out as an inner stream and read by whoever reads TLS.
 *
 * <p>A control channel under tls-auth or tls-crypt shows nothing, and nothing is said about it.
 * Over TCP packets stand in a stream, out of which pieces can't be handed; it is not read.
 */
package org.sekisho.dissector.openvpn;

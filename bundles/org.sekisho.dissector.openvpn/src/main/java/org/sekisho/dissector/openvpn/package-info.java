// SPDX-License-Identifier: Apache-2.0
/**
 * Recognises OpenVPN by its content, over UDP ({@link
 * org.sekisho.dissector.openvpn.OpenVpnDissector}) and TCP ({@link
 * org.sekisho.dissector.openvpn.OpenVpnStreamDissector}). {@link
 * org.sekisho.dissector.openvpn.ControlPacket} knows the layout, {@link
 * org.sekisho.dissector.openvpn.Session} who talks to whom. What the control channel carries is
 * TLS; over UDP it is handed out as an inner stream and read by whoever reads TLS.
 *
 * <p>A control channel under tls-auth or tls-crypt shows nothing, and nothing is said about it.
 */
package org.sekisho.dissector.openvpn;

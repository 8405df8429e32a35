// SPDX-License-Identifier: Apache-2.0
/**
 * Recognises WireGuard by its handshake on any port. Start at {@link
 * org.sekisho.dissector.wireguard.WireGuardDissector}.
 */
package org.sekisho.dissector.wireguard;

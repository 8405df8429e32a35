// SPDX-License-Identifier: Apache-2.0
/**
 * WireGuard by its handshake. {@link com.example.wireguard.WireGuardDissector} turns datagrams into
 * an event, {@link com.example.wireguard.WireGuardDetector} turns the event into evidence. See
 * {@code docs/vendors-guide.md}.
 */
package com.example.wireguard;

// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the protocols that only SoftEther speaks, each recognised by its content on any port. One
 * class for each protocol on the wire:
 *
 * <ul>
 *   <li>{@link org.sekisho.dissector.softether.UdpAccelerationDissector}: the chain of copied IVs
 *   <li>{@link org.sekisho.dissector.softether.NatTraversalDissector}: the NAT traversal service
 *   <li>{@link org.sekisho.dissector.softether.RudpDissector}, {@link
 *       org.sekisho.dissector.softether.IcmpRudpDissector}, {@link
 *       org.sekisho.dissector.softether.DnsRudpDissector}: reliable UDP and its three carriers;
 *       what they share is in {@link org.sekisho.dissector.softether.RudpFlow}
 *   <li>{@link org.sekisho.dissector.softether.KeepAliveDissector}: the keep-alive text of servers
 *   <li>{@link org.sekisho.dissector.softether.BeaconDissector}: what SecureNAT tells the local
 *       network
 *   <li>{@link org.sekisho.dissector.softether.ClearFramesDissector}: Ethernet frames in clear
 *   <li>{@link org.sekisho.dissector.softether.AzureControlDissector}: a server's line to VPN Azure
 * </ul>
 *
 * <p>They say what was seen in events of {@code org.sekisho.event.softether}. "Wire facts §n" in
 * these sources means section n of the project's collection of facts about SoftEther on the wire.
 */
package org.sekisho.dissector.softether;

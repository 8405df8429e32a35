// SPDX-License-Identifier: Apache-2.0
/**
 * Reads ARP. {@link org.sekisho.dissector.arp.ArpDissector} checks and reports each message; {@link
 * org.sekisho.dissector.arp.PairLimit} keeps a storm of them from becoming a storm of events.
 */
package org.sekisho.dissector.arp;

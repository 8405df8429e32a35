// SPDX-License-Identifier: Apache-2.0
/**
 * DNS, multicast DNS and LLMNR in datagrams, and DNS over TCP (RFC 1035, RFC 6762, RFC 4795): every
 * query and answer becomes an event.
 *
 * <p>Start at {@link org.sekisho.dissector.dns.DnsDissector} (datagrams) and {@link
 * org.sekisho.dissector.dns.DnsStreamDissector} (TCP). Both read messages with {@link
 * org.sekisho.dissector.dns.DnsParser}; names are in {@link org.sekisho.dissector.dns.DnsNames}.
 */
package org.sekisho.dissector.dns;

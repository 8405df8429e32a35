// SPDX-License-Identifier: Apache-2.0
/**
 * SOCKS 4, 4a and 5 on any port: the request becomes an event once the server has granted it, and
 * what follows is handed back as an inner stream.
 *
 * <p>Start at {@link org.sekisho.dissector.socks.SocksDissector}, which joins what {@link
 * org.sekisho.dissector.socks.SocksClientParser} and {@link
 * org.sekisho.dissector.socks.SocksServerParser} read of each direction. Sources: the SOCKS 4 and
 * 4a memoranda of the NEC and OpenSSH distributions, RFC 1928, RFC 1929.
 */
package org.sekisho.dissector.socks;

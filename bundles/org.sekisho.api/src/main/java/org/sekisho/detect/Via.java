// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import org.sekisho.packet.IpAddress;

/**
 * What stands between client and server: a proxy, or the relay that leads clients to a hub.
 *
 * @param kind {@code http-proxy}, {@code socks} or {@code relay}
 * @param address of the proxy or relay
 * @param port of the proxy or relay
 */
public record Via(String kind, IpAddress address, int port) implements java.io.Serializable {}

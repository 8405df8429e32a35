// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import org.sekisho.packet.IpAddress;

/**
 * The proxy between client and server.
 *
 * @param kind {@code http-proxy} or {@code socks}
 * @param address of the proxy
 * @param port of the proxy
 */
public record Via(String kind, IpAddress address, int port) implements java.io.Serializable {}

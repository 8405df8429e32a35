// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * One end of a tunnel.
 *
 * @param address its IP address; null if only its name is known
 * @param port port, or 0 if it has none or it is not known
 * @param name name by which it was asked for; null if none was seen
 * @param mac MAC address its frames came from; null if not seen
 */
public record Party(IpAddress address, int port, String name, MacAddress mac)
        implements java.io.Serializable {}

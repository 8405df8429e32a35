// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.dns;

import org.sekisho.packet.IpAddress;

/**
 * A record of the answer section.
 *
 * @param name owner, written as in {@link DnsQuestion}
 * @param type TYPE, such as 1 for A
 * @param address address of an A or AAAA record, else null
 * @param target name of a CNAME or PTR record, else null
 */
public record DnsAnswer(String name, int type, IpAddress address, String target)
        implements java.io.Serializable {}

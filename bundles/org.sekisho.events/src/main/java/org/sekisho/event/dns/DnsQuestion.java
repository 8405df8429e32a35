// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.dns;

/**
 * A question.
 *
 * @param name in lower case without the final dot; bytes that are no letter, digit, hyphen or
 *     underscore as {@code \ddd} (RFC 1035 §5.1)
 * @param type QTYPE, such as 1 for A
 */
public record DnsQuestion(String name, int type) implements java.io.Serializable {}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.http;

/**
 * A header field.
 *
 * @param name as sent
 * @param value as sent without surrounding white space, at most 1,024 characters; credentials are
 *     replaced by the word {@code (hidden)}
 */
public record HttpHeader(String name, String value) implements java.io.Serializable {}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli.excerpt;

/**
 * A frame taken out of a capture.
 *
 * @param number in the capture, from 1
 * @param time nanoseconds since 1970-01-01 UTC
 * @param linkType a number of {@link org.sekisho.packet.LinkType}
 * @param originalLength bytes it had on the wire
 * @param bytes what was captured of it
 */
record Frame(long number, long time, int linkType, int originalLength, byte[] bytes) {}

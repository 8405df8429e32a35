// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

/**
 * One frame as a capture source gives it.
 *
 * @param bytes what was captured; not to be changed
 * @param originalLength bytes it had on the wire
 * @param linkType a number of {@link org.sekisho.packet.LinkType}
 * @param vlan tag that the capture took out, or -1
 * @param time nanoseconds since 1970-01-01 UTC
 */
record CapturedFrame(byte[] bytes, int originalLength, int linkType, int vlan, long time) {}

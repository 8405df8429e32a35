// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

/**
 * One frame of a capture file.
 *
 * @param number counted from 1
 * @param time nanoseconds since 1970-01-01 UTC
 * @param bytes what was captured; not to be changed
 * @param originalLength bytes it had on the wire
 */
public record CapturedFrame(long number, long time, byte[] bytes, int originalLength) {}

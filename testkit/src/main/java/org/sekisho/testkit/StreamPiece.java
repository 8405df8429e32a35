// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import org.sekisho.packet.Direction;

/**
 * Bytes of one direction of a stream that became available together, or bytes that never come.
 *
 * @param direction of the bytes
 * @param bytes the bytes; empty if they are missing
 * @param missing how many bytes never come; 0 if they are there
 * @param frame frame with which they became available in order
 * @param time packet time of that frame
 */
public record StreamPiece(Direction direction, byte[] bytes, long missing, long frame, long time) {}

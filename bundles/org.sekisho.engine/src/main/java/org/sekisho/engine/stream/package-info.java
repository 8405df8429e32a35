// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes put in order: {@link org.sekisho.engine.stream.TcpSide} for the segments of one direction
 * of a TCP flow, {@link org.sekisho.engine.stream.PieceQueue} for numbered pieces of streams that
 * dissectors find in datagrams. All memory they hold is charged to a {@link
 * org.sekisho.engine.stream.ReassemblyBudget}.
 */
package org.sekisho.engine.stream;

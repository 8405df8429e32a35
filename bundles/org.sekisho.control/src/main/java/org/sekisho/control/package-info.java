// SPDX-License-Identifier: Apache-2.0
/**
 * How a running daemon is talked to. {@link org.sekisho.control.ControlSocket} listens on {@code
 * run/control.sock} and hands each call to the {@link org.sekisho.operate.Operation} whose words it
 * begins with; {@link org.sekisho.control.StatusOperation} and its neighbours are the operations
 * that belong to nobody else. {@link org.sekisho.control.ReadyFile} says when the daemon is ready.
 *
 * <p>A call is one line, a JSON array of words. The answer is lines: {@code o} and a line of
 * output, {@code e} and a line for standard error, at last {@code x} and the exit status.
 */
package org.sekisho.control;

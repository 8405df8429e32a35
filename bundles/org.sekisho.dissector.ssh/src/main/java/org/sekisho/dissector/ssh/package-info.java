// SPDX-License-Identifier: Apache-2.0
/**
 * SSH before encryption begins (RFC 4253): the identification strings of both ends and what they
 * offer for the key exchange.
 *
 * <p>Start at {@link org.sekisho.dissector.ssh.SshDissector}; {@link
 * org.sekisho.dissector.ssh.IdentificationParser} reads the lines at the beginning, {@link
 * org.sekisho.dissector.ssh.KexInitParser} the first packet.
 */
package org.sekisho.dissector.ssh;

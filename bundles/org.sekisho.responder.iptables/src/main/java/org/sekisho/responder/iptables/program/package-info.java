// SPDX-License-Identifier: Apache-2.0
/**
 * The programs that are spoken to: {@link org.sekisho.responder.iptables.program.Iptables} and
 * {@link org.sekisho.responder.iptables.program.Ipset}.
 */
package org.sekisho.responder.iptables.program;

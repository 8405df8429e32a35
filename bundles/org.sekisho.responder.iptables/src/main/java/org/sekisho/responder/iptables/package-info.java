// SPDX-License-Identifier: Apache-2.0
/**
 * Blocks with {@code iptables}, {@code ip6tables} and {@code ipset}. {@link
 * org.sekisho.responder.iptables.IptablesEnforcer} keeps what is wanted there.
 */
package org.sekisho.responder.iptables;

// SPDX-License-Identifier: Apache-2.0
/**
 * What Sekisho puts into iptables and ipset, as values: {@link
 * org.sekisho.responder.iptables.rule.BlockSet} is a set with the rules that look into it, {@link
 * org.sekisho.responder.iptables.rule.Entry} one address in it, {@link
 * org.sekisho.responder.iptables.rule.Chains} the chains that lead there.
 */
package org.sekisho.responder.iptables.rule;

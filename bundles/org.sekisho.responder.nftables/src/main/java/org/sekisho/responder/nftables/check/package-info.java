// SPDX-License-Identifier: Apache-2.0
/**
 * {@code firewall check}: looks at everything on this machine that packets may meet besides our
 * rules, and names where a block would be bypassed. {@link
 * org.sekisho.responder.nftables.check.RulesetCheck} judges the whole ruleset of nftables, {@link
 * org.sekisho.responder.nftables.check.SurroundingsCheck} what is around it.
 */
package org.sekisho.responder.nftables.check;

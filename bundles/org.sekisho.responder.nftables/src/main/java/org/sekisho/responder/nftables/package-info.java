// SPDX-License-Identifier: Apache-2.0
/**
 * Blocks in the language of nftables, in a table of our own so that nobody else's rules are
 * touched: {@link org.sekisho.responder.nftables.NftablesRuleWriter} writes them, nothing here
 * applies them.
 */
package org.sekisho.responder.nftables;

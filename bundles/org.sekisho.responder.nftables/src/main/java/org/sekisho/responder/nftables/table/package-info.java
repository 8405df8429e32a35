// SPDX-License-Identifier: Apache-2.0
/**
 * What Sekisho puts into nftables, as values: {@link
 * org.sekisho.responder.nftables.table.TableLayout} is a table with its chains and rules, {@link
 * org.sekisho.responder.nftables.table.BlockSet} a set that blocks are elements of, {@link
 * org.sekisho.responder.nftables.table.Element} a block as such an element. Each can be said both
 * as text for {@code nft} and in the terms of the kernel; a test holds the two together.
 */
package org.sekisho.responder.nftables.table;

// SPDX-License-Identifier: Apache-2.0
/**
 * The way to nftables through the program {@code nft} (nft(8)), for where the kernel can't be
 * spoken to directly: {@link org.sekisho.responder.nftables.program.NftTables}. Slower by a hundred
 * times, and the same in what it does.
 */
package org.sekisho.responder.nftables.program;

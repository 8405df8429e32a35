// SPDX-License-Identifier: Apache-2.0
/**
 * The way to nftables through netlink ({@code linux/netfilter/nf_tables.h}): {@link
 * org.sekisho.responder.nftables.kernel.NetlinkTables} reads and writes our tables over one socket
 * that stays open, {@link org.sekisho.responder.nftables.kernel.GenerationWatch} is told when
 * anybody has changed anything.
 */
package org.sekisho.responder.nftables.kernel;

// SPDX-License-Identifier: Apache-2.0
/**
 * Netlink, the way into the network part of the Linux kernel (netlink(7), {@code linux/netlink.h},
 * {@code linux/netfilter/nfnetlink.h}). Start at {@link org.sekisho.linux.netlink.NetlinkSocket};
 * {@link org.sekisho.linux.netlink.MessageWriter} builds what is sent, {@link
 * org.sekisho.linux.netlink.Message} and {@link org.sekisho.linux.netlink.Attributes} read what
 * comes.
 *
 * <p>Not a bundle, and exported by none: each bundle that speaks netlink has a copy of these few
 * classes inside, so that exchanging one never touches the other.
 */
package org.sekisho.linux.netlink;

// SPDX-License-Identifier: Apache-2.0
/**
 * Ends connections that the kernel remembers as accepted: {@link
 * org.sekisho.responder.conntrack.ConntrackCutter} looks through its table of connections
 * (nf_conntrack) for those that blocks cover, and deletes them; with each goes its short cut in a
 * flow table. By netlink ({@link org.sekisho.responder.conntrack.NetlinkConnections}), else by the
 * program conntrack(8) ({@link org.sekisho.responder.conntrack.ProgramConnections}).
 */
package org.sekisho.responder.conntrack;

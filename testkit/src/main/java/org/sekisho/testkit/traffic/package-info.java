// SPDX-License-Identifier: Apache-2.0
/**
 * Traffic faster than a recording, made while it is sent: {@link
 * org.sekisho.testkit.traffic.FrameSender} puts the frames of a {@link
 * org.sekisho.testkit.traffic.Traffic} on a cable of a {@link
 * org.sekisho.testkit.net.NetworkNamespace} at a steady rate; {@link
 * org.sekisho.testkit.traffic.Sessions} are copies of a recorded session, each with a client of its
 * own, and {@link org.sekisho.testkit.traffic.LongFlows} the bulk beside them. Needs root.
 */
package org.sekisho.testkit.traffic;

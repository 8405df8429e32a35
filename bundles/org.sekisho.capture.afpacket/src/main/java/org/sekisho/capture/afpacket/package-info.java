// SPDX-License-Identifier: Apache-2.0
/**
 * Live capture on Linux: each configuration {@code conf/org.sekisho.capture.afpacket-<name>.cfg} is
 * a {@link org.sekisho.capture.afpacket.AfpacketSource}, a service of the kind {@link
 * org.sekisho.capture.CaptureSource}. Each of its queues is a packet socket with a ring that the
 * kernel fills and we read without a call per frame ({@link
 * org.sekisho.capture.afpacket.RingQueue}); the sockets of one source share the interface's flows
 * (packet(7), kernel documentation "packet_mmap").
 */
package org.sekisho.capture.afpacket;

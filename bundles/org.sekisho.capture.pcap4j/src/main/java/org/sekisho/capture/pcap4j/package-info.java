// SPDX-License-Identifier: Apache-2.0
/**
 * Live capture through libpcap, on whatever system has it: each configuration {@code
 * conf/org.sekisho.capture.pcap4j-<name>.cfg} is a {@link org.sekisho.capture.pcap4j.Pcap4jSource},
 * a service of the kind {@link org.sekisho.capture.CaptureSource}, with one {@link
 * org.sekisho.capture.pcap4j.LibpcapQueue}. {@link org.sekisho.capture.pcap4j.Libpcap} is where the
 * library is found and where its answers become sentences.
 *
 * <p>libpcap calls back for each frame, and pcap4j makes objects for it. So on Linux the bundle
 * {@code org.sekisho.capture.afpacket} is the one for much traffic
 * (docs/decisions/0035-libpcap-beside-the-ring.md).
 */
package org.sekisho.capture.pcap4j;

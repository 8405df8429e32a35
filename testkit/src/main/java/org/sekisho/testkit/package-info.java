// SPDX-License-Identifier: Apache-2.0
/**
 * Replays captures through one dissector, for tests. {@link org.sekisho.testkit.CaptureReplay}
 * reads a classic pcap file and groups it into {@link org.sekisho.testkit.RecordedStream} (TCP) and
 * {@link org.sekisho.testkit.RecordedDatagrams} (UDP, ICMP); each of them can be shown to a
 * dissector and yields the events. Everything is sorted after the fact, when the whole capture is
 * known, so this shares neither code nor method with the engine and can serve as its oracle.
 */
package org.sekisho.testkit;

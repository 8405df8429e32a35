// SPDX-License-Identifier: Apache-2.0
/**
 * Events become evidence that SoftEther VPN is at work. Start at {@link
 * org.sekisho.detector.softether.SoftEtherDetector}: it hands each event to the {@link
 * org.sekisho.detector.softether.TechniqueGroup groups} that asked for its type. A group knows one
 * way in which SoftEther shows itself; names, fingerprints, lengths and weights it takes from the
 * {@link org.sekisho.detection.Catalogue}, which is data and can be replaced.
 *
 * <p>What several groups need to remember is in classes of its own, all bounded: {@link
 * org.sekisho.detector.softether.RecentNames}, {@link
 * org.sekisho.detector.softether.RecentContacts} and {@link
 * org.sekisho.detector.softether.TlsSessions}. "Wire facts §n" in comments means that section of
 * the collected facts about SoftEther's traffic; {@code docs/techniques.md} lists the techniques.
 */
package org.sekisho.detector.softether;

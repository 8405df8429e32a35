// SPDX-License-Identifier: Apache-2.0
/**
 * Events of the local network become evidence that a machine joins it to a foreign one. Start at
 * {@link org.sekisho.detector.bridge.BridgeDetector}: it hands each event to the {@link
 * org.sekisho.detector.bridge.TechniqueGroup groups} that asked for its type; prefixes, texts and
 * weights come from the {@link org.sekisho.detection.Catalogue}, which is data and can be replaced.
 *
 * <p>What shows itself on the wire is a <em>virtual station</em>: a hub that polls, SecureNAT, the
 * network card of a remote client. {@link org.sekisho.detector.bridge.Findings} keeps what was
 * found about each and tells it about the machine behind it, which {@link
 * org.sekisho.detector.bridge.BridgingHosts} names: it is the one that never answers the hub's
 * polls ({@link org.sekisho.detector.bridge.Polls}). "Wire facts §n" in comments means that section
 * of the collected facts about SoftEther's traffic.
 */
package org.sekisho.detector.bridge;

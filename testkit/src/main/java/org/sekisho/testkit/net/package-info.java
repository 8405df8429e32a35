// SPDX-License-Identifier: Apache-2.0
/**
 * Networks for tests on the real kernel: a {@link org.sekisho.testkit.net.NetworkNamespace} is a
 * network without any way out, with cables in it; {@link org.sekisho.testkit.net.TrafficReplay}
 * sends a capture into it, {@link org.sekisho.testkit.net.FrameSender} millions of frames, and
 * {@link org.sekisho.testkit.net.InsideNamespace} runs code of a test in it. All need root and the
 * packages iproute2 and tcpreplay.
 */
package org.sekisho.testkit.net;

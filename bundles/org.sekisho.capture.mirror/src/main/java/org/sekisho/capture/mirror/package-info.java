// SPDX-License-Identifier: Apache-2.0
/**
 * Receives what switches and routers mirror over UDP: each configuration {@code
 * conf/org.sekisho.capture.mirror-<name>.cfg} is a {@link org.sekisho.capture.mirror.MirrorSource},
 * a service of the kind {@link org.sekisho.capture.CaptureSource}. Its {@link
 * org.sekisho.capture.mirror.MirrorQueue} takes datagrams from listed senders only ({@link
 * org.sekisho.capture.mirror.Senders}) and finds the frame in each by its {@link
 * org.sekisho.capture.mirror.Encapsulation}. Which encapsulations, and why:
 * docs/decisions/0036-mirrored-traffic.md.
 */
package org.sekisho.capture.mirror;

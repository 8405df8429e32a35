// SPDX-License-Identifier: Apache-2.0
/**
 * From a captured frame to addresses, ports and payload. Start at {@link
 * org.sekisho.engine.decode.Decoder}: it fills one reused {@link
 * org.sekisho.engine.decode.PacketView} per frame and says what became of it. {@link
 * org.sekisho.engine.decode.FlowSplit} tells a dispatcher which frames must meet in one worker.
 *
 * <p>A frame is read by layers ({@code EthernetLayer}, {@code Ipv4Layer}, {@code TunnelLayer} …)
 * that hand a shared {@code Cursor} on: each checks its header against the bytes that are there,
 * narrows the cursor to what its own length field says, and names the next layer. Nothing is
 * allocated and nothing thrown; only fragments are copied, into the bounded pool of {@code
 * FragmentTable}.
 */
package org.sekisho.engine.decode;

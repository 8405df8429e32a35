// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.flow;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * The first frame of a TCP flow was seen.
 *
 * @param origin where and when
 * @param syn whether it was a SYN; if not, the flow began before the capture
 */
public record FlowStarted(Origin origin, boolean syn) implements Event {}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.flow;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * A flow that has been going on for a while still carries payload: how much so far. Published at
 * most once in about four seconds of packet time for each flow, with the first payload of that
 * time; not kept in the journal.
 *
 * @param origin where and when
 * @param packetsToServer packets from the client so far
 * @param packetsToClient packets from the server so far
 * @param bytesToServer IP bytes from the client so far
 * @param bytesToClient IP bytes from the server so far
 */
public record FlowCheckpoint(
        Origin origin,
        long packetsToServer,
        long packetsToClient,
        long bytesToServer,
        long bytesToClient)
        implements Event {}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import java.util.List;

/**
 * The case against one tunnel: one pair of client and server whatever carries it, or one host for
 * findings on the local network. Plain data; a snapshot of the case when it was made.
 *
 * @param id of the case within its analysis, from 1; stays when the case changes
 * @param tunnel kind of tunnel, such as {@code softether}
 * @param state how sure it is
 * @param confidence probability between 0 and 1
 * @param prior probability before any evidence, the configured prior
 * @param client the end that dials, or the host that bridges; null if only the server is known
 * @param server the end that listens; null if only the client is known
 * @param method carrier that brought the session up, or the kind of finding
 * @param methods all methods seen, in that order
 * @param via proxy between client and server; null if none
 * @param transport {@code tcp}, {@code udp}, {@code icmp} or {@code ethernet}, of {@code method}
 * @param generation product generation, null if nothing told it
 * @param firstSeen packet time in nanoseconds of the first evidence
 * @param lastSeen packet time in nanoseconds of the last
 * @param decidedAtFrame number of the frame with which the present state was reached
 * @param twoWay whether evidence in which both ends took part reaches {@link State#LIKELY} by
 *     itself; what is false here must never be blocked
 * @param evidence what speaks for it, each technique once, in the order of frames
 * @param notSeen techniques that were looked for on this case and not found
 * @param reconnects when the tunnel was set up anew, in the order of time; the newest {@value
 *     #MAX_RECONNECTS} at most
 * @param exposure what a host that offers a hub or bridges opens this network to
 */
public record Detection(
        long id,
        String tunnel,
        State state,
        double confidence,
        double prior,
        Party client,
        Party server,
        Method method,
        List<Method> methods,
        Via via,
        String transport,
        String generation,
        long firstSeen,
        long lastSeen,
        long decidedAtFrame,
        boolean twoWay,
        List<Evidence> evidence,
        List<String> notSeen,
        List<Reconnect> reconnects,
        Exposure exposure)
        implements java.io.Serializable {
    /** Most times of a new set-up that are kept. */
    public static final int MAX_RECONNECTS = 16;

    /** Copies the lists. */
    public Detection {
        methods = List.copyOf(methods);
        evidence = List.copyOf(evidence);
        notSeen = List.copyOf(notSeen);
        reconnects = List.copyOf(reconnects);
    }

    /** A tunnel that was set up once. */
    public Detection(
            long id,
            String tunnel,
            State state,
            double confidence,
            double prior,
            Party client,
            Party server,
            Method method,
            List<Method> methods,
            Via via,
            String transport,
            String generation,
            long firstSeen,
            long lastSeen,
            long decidedAtFrame,
            boolean twoWay,
            List<Evidence> evidence,
            List<String> notSeen) {
        this(
                id,
                tunnel,
                state,
                confidence,
                prior,
                client,
                server,
                method,
                methods,
                via,
                transport,
                generation,
                firstSeen,
                lastSeen,
                decidedAtFrame,
                twoWay,
                evidence,
                notSeen,
                List.of(),
                Exposure.NONE);
    }
}

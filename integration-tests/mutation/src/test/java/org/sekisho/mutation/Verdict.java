// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.State;
import org.sekisho.packet.IpAddress;

/**
 * What a detection of at least {@code likely} says.
 *
 * @param client null if only the server is known
 * @param server null if only the client is known
 * @param serverPort 0 if there is none
 * @param method carrier of the session
 */
record Verdict(IpAddress client, IpAddress server, int serverPort, Method method) {
    static Set<Verdict> of(List<Detection> detections) {
        Set<Verdict> verdicts = new LinkedHashSet<>();
        for (Detection detection : detections) {
            if (detection.state().compareTo(State.LIKELY) >= 0) {
                Party server = detection.server();
                verdicts.add(
                        new Verdict(
                                address(detection.client()),
                                address(server),
                                server == null ? 0 : server.port(),
                                detection.method()));
            }
        }
        return verdicts;
    }

    private static IpAddress address(Party party) {
        return party == null ? null : party.address();
    }

    /** The same with the addresses that a mutant has. */
    Verdict translated(Map<IpAddress, IpAddress> addresses) {
        return new Verdict(
                client == null ? null : addresses.getOrDefault(client, client),
                server == null ? null : addresses.getOrDefault(server, server),
                serverPort,
                method);
    }

    /** The same without the port. */
    Verdict anyPort() {
        return new Verdict(client, server, 0, method);
    }

    /** With client and server taken for each other. */
    Verdict turned() {
        return new Verdict(server, client, 0, method);
    }

    /** The same ends, whatever the port and the method. */
    boolean names(Verdict other) {
        return java.util.Objects.equals(client, other.client)
                && java.util.Objects.equals(server, other.server);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detect.Via;
import org.sekisho.event.Roles;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/**
 * Evidence for tests, said in the order in which one would tell it; each step gives a new value.
 */
record Seen(
        String technique,
        String family,
        double weight,
        Finding finding,
        Party client,
        Party server,
        Roles roles,
        Method method,
        boolean twoWay,
        String generation,
        long flow,
        long frame,
        Via via) {
    /** A technique with a weight, in a family of its own. */
    static Seen weighing(String technique, double weight) {
        return new Seen(
                technique,
                technique,
                weight,
                Finding.TUNNEL,
                null,
                null,
                Roles.SYN,
                null,
                true,
                null,
                1,
                1,
                null);
    }

    static Seen definitive(String technique) {
        return weighing(technique, 0);
    }

    Seen family(String name) {
        return with(name, finding, client, server, roles, method, twoWay, generation, flow, frame);
    }

    Seen client(String address, int port) {
        return with(
                family,
                finding,
                party(address, port, null),
                server,
                roles,
                method,
                twoWay,
                generation,
                flow,
                frame);
    }

    Seen client(String address, int port, long mac) {
        return with(
                family,
                finding,
                party(address, port, new MacAddress(mac)),
                server,
                roles,
                method,
                twoWay,
                generation,
                flow,
                frame);
    }

    Seen server(String address, int port) {
        return with(
                family,
                finding,
                client,
                party(address, port, null),
                roles,
                method,
                twoWay,
                generation,
                flow,
                frame);
    }

    /** A finding on the local network, of which only this station's MAC address is seen. */
    Seen station(long mac) {
        Party station = new Party(null, 0, null, new MacAddress(mac));
        return with(
                family,
                Finding.LAN,
                client,
                station,
                roles,
                Method.BRIDGE,
                twoWay,
                generation,
                flow,
                frame);
    }

    Seen serverNamed(String address, String name, int port) {
        IpAddress known = address == null ? null : IpAddress.parse(address);
        return with(
                family,
                finding,
                client,
                new Party(known, port, name, null),
                roles,
                method,
                twoWay,
                generation,
                flow,
                frame);
    }

    Seen of(Finding kind) {
        return with(family, kind, client, server, roles, method, twoWay, generation, flow, frame);
    }

    Seen roles(Roles known) {
        return with(
                family, finding, client, server, known, method, twoWay, generation, flow, frame);
    }

    Seen by(Method carrier) {
        return with(
                family, finding, client, server, roles, carrier, twoWay, generation, flow, frame);
    }

    Seen oneSided() {
        return with(family, finding, client, server, roles, method, false, generation, flow, frame);
    }

    Seen generation(String product) {
        return with(family, finding, client, server, roles, method, twoWay, product, flow, frame);
    }

    Seen flow(long id) {
        return with(family, finding, client, server, roles, method, twoWay, generation, id, frame);
    }

    /** At this frame; a frame takes a tenth of a second. */
    Seen at(long number) {
        return with(
                family, finding, client, server, roles, method, twoWay, generation, flow, number);
    }

    Evidence evidence() {
        return new Evidence(
                new Technique(technique, technique, family, weight == 0, weight, "estimated"),
                "softether",
                finding,
                new Subject(client, server, roles, via),
                method,
                twoWay,
                generation,
                flow,
                frame,
                frame * 100_000_000L,
                technique + " at " + frame,
                Octets.NONE);
    }

    private static Party party(String address, int port, MacAddress mac) {
        return new Party(IpAddress.parse(address), port, null, mac);
    }

    private Seen with(
            String family,
            Finding finding,
            Party client,
            Party server,
            Roles roles,
            Method method,
            boolean twoWay,
            String generation,
            long flow,
            long frame) {
        return new Seen(
                technique,
                family,
                weight,
                finding,
                client,
                server,
                roles,
                method,
                twoWay,
                generation,
                flow,
                frame,
                via);
    }
}

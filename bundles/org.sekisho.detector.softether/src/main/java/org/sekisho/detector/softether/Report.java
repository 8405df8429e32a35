// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.nio.charset.StandardCharsets;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.event.Origin;
import org.sekisho.packet.Octets;

/** A piece of evidence while it is being written. */
final class Report {
    /** Kind of tunnel in all evidence of this bundle. */
    static final String TUNNEL = "softether";

    private final Technique technique;
    private final Origin origin;
    private final Subject subject;
    private Finding finding = Finding.CONTROL;
    private Method method;
    private boolean twoWay;
    private String generation;
    private Octets matched = Octets.NONE;

    Report(Technique technique, Origin origin, Subject subject) {
        this.technique = technique;
        this.origin = origin;
        this.subject = subject;
        this.twoWay = origin.twoWay();
    }

    /** It speaks for a tunnel that travels so; without this it is a control finding. */
    Report tunnel(Method method) {
        this.finding = Finding.TUNNEL;
        this.method = method;
        return this;
    }

    /** The host offers a hub to others. */
    Report hub() {
        this.finding = Finding.HUB;
        return this;
    }

    /** An attempt at a tunnel that would travel so. */
    Report attempt(Method method) {
        this.method = method;
        return this;
    }

    /** Whether both ends took part; as the origin says if not called. */
    Report twoWay(boolean twoWay) {
        this.twoWay = twoWay;
        return this;
    }

    /** Product generation, {@code 4} or {@code 5}; null if it can't be told. */
    Report generation(String generation) {
        this.generation = generation;
        return this;
    }

    /** The bytes, cut to what evidence may hold. */
    Report matched(Octets bytes) {
        this.matched =
                bytes.length() <= Evidence.MAX_MATCHED
                        ? bytes
                        : Octets.of(bytes.toBytes(), 0, Evidence.MAX_MATCHED);
        return this;
    }

    Report matched(String text) {
        return matched(Octets.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Hands it over. */
    void to(EvidenceListener out, String detail) {
        out.evidence(
                new Evidence(
                        technique,
                        TUNNEL,
                        finding,
                        subject,
                        method,
                        twoWay,
                        generation,
                        origin.flow() == null ? 0 : origin.flow().id(),
                        origin.frame(),
                        origin.time(),
                        detail,
                        matched));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Reconnect;
import org.sekisho.detect.Subject;

/** One time that a tunnel was set up. */
final class Session {
    /** As {@link Account}: what is raced is given up when TCP has won. */
    private static final long RACE_NANOS = 10_000_000_000L;

    private final long begun;
    private final long frame;
    private Subject subject;
    private Method method;
    private long heard;

    Session(Evidence evidence) {
        begun = evidence.time();
        frame = evidence.frame();
        subject = evidence.subject();
        method = evidence.method();
        heard = begun;
    }

    /** Another flow of the session was seen; the carrier that won the race is the one. */
    void alsoBy(Evidence evidence) {
        if (Carriers.isRaced(method)
                && !Carriers.isRaced(evidence.method())
                && evidence.time() - begun <= RACE_NANOS) {
            method = evidence.method();
            subject = evidence.subject();
        }
    }

    void heard(long time) {
        heard = Math.max(heard, time);
    }

    Method method() {
        return method;
    }

    long begun() {
        return begun;
    }

    long heard() {
        return heard;
    }

    private Party client(Case of) {
        boolean turned = !End.of(subject.client()).equals(of.client());
        return turned ? subject.server() : subject.client();
    }

    /** When the tunnel that these cases tell about was set up anew. */
    static List<Reconnect> reconnects(List<Case> members) {
        record Of(Case one, Session session) {}

        List<Of> all = new ArrayList<>();
        for (Case member : members) {
            if (member.key().kind() == CaseKey.Kind.PAIR) {
                member.sessions().all().forEach(session -> all.add(new Of(member, session)));
            }
        }
        all.sort(Comparator.comparingLong(of -> of.session().begun));
        List<Reconnect> reconnects = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            Session former = all.get(i - 1).session();
            Session anew = all.get(i).session();
            Party from = former.client(all.get(i - 1).one());
            Party to = anew.client(all.get(i).one());
            // one session, of a server whose address was not known at first
            boolean sameSetUp =
                    End.of(from).equals(End.of(to))
                            && anew.begun - former.begun < Sessions.SET_UP_NANOS;
            if (!sameSetUp && former.heard - anew.begun < Sessions.LINGERING_NANOS) {
                reconnects.add(
                        new Reconnect(
                                anew.begun,
                                anew.frame,
                                Math.max(0, anew.begun - former.heard),
                                from,
                                to,
                                former.method,
                                anew.method));
            }
        }
        int surplus = Math.max(0, reconnects.size() - Detection.MAX_RECONNECTS);
        return List.copyOf(reconnects.subList(surplus, reconnects.size()));
    }
}

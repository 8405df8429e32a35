// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;
import org.sekisho.event.Flow;

/**
 * One case per tunnel. Files evidence, asks {@link CaseIndex} which cases tell about the same
 * tunnel, and tells the listener when the detection that follows is new, changes in state, ends or
 * methods, or is seen again.
 */
@Component(
        service = Correlator.class,
        scope = ServiceScope.PROTOTYPE,
        configurationPid = "org.sekisho.correlator")
@Designate(ocd = CorrelatorConfiguration.class)
public final class CaseCorrelator implements Correlator {
    /**
     * What is seen again so long after it was last told of is told of again: a session that is set
     * up anew says within a second or two what it has to say.
     */
    private static final long AGAIN_NANOS = 5_000_000_000L;

    /** The same of what is seen in a flow that was not told of: it may be a new session. */
    private static final long ANEW_NANOS = 1_000_000_000L;

    private final Limits limits;
    private final CaseIndex index;
    private final Set<String> lookingFor = new TreeSet<>();
    private DetectionListener listener = detection -> {};
    private long lastId;

    /** For Declarative Services. */
    @Activate
    public CaseCorrelator(CorrelatorConfiguration configuration) {
        limits = Limits.of(configuration);
        index = new CaseIndex(limits);
    }

    @Override
    public void begin(DetectionListener listener) {
        this.listener = listener;
    }

    @Override
    public void lookingFor(Collection<Technique> techniques) {
        lookingFor.clear();
        for (Technique technique : techniques) {
            // that nothing speaks against a tunnel is no gap in what speaks for it
            if (technique.definitive() || technique.weight() >= 0) {
                lookingFor.add(technique.id());
            }
        }
    }

    @Override
    public void evidence(Evidence evidence) {
        Case filed = index.file(evidence);
        if (filed == null) {
            return;
        }
        Case named = standsFor(filed, evidence);
        tell(named, evidence.flow());
        List<Case> hubs = filed.isHub() ? List.of(filed) : index.hubsOf(filed);
        for (Case hub : hubs) {
            if (hub != named) {
                tell(hub, evidence.flow());
            }
        }
    }

    @Override
    public void goesOn(Flow flow, long time, long packetsToServer, long packetsToClient) {
        index.goesOn(flow.id(), time, packetsToServer, packetsToClient);
    }

    /** Cases wait for no timer: windows are measured from evidence to evidence. */
    @Override
    public void advance(long time) {}

    /** The case under whose name this evidence is listed. */
    private Case standsFor(Case filed, Evidence evidence) {
        Case target =
                switch (filed.key().kind()) {
                    case HOST -> index.target(filed, evidence);
                    case PAIR -> targetOfAttempt(filed);
                    case LAN -> null;
                };
        // an attempt may itself be listed with a tunnel
        if (target != null && !target.isTunnel()) {
            Case beyond = targetOfAttempt(target);
            target = beyond != null ? beyond : target;
        }
        return target != null ? target : index.root(filed);
    }

    private Case targetOfAttempt(Case attempt) {
        if (!attempt.isAttempt()
                || index.members(index.root(attempt)).stream().anyMatch(Case::isTunnel)) {
            return null;
        }
        return index.target(attempt);
    }

    private void tell(Case root, long flow) {
        Collected collected = collect(root);
        if (collected.account().state() == null) {
            return;
        }
        adoptId(root, collected.contributors());
        Detection now = collected.account().detection(root.id(), lookingFor);
        Detection before = root.told();
        if (before == null
                || before.state() != now.state()
                || !Objects.equals(before.client(), now.client())
                || !Objects.equals(before.server(), now.server())
                || !before.methods().equals(now.methods())
                || !before.reconnects().equals(now.reconnects())
                || !before.exposure().equals(now.exposure())
                || now.lastSeen() - before.lastSeen() >= again(before, flow)) {
            root.told(now);
            listener.detection(now);
        }
    }

    private static long again(Detection told, long flow) {
        return told.evidence().stream().anyMatch(any -> any.flow() == flow)
                ? AGAIN_NANOS
                : ANEW_NANOS;
    }

    private record Collected(Account account, boolean empty, Set<Case> contributors) {}

    /** Puts together what is listed under this case. */
    private Collected collect(Case root) {
        List<Case> members = index.members(root);
        Marks merged = new Marks(limits.maxEvidence() * 4);
        Set<Case> contributors = new LinkedHashSet<>();
        for (Case member : members) {
            merged.addAll(member.marks());
            member.findings().stream()
                    // a hub is a finding of its own beside the tunnels that it is listed with
                    .filter(e -> member.isHub() || standsFor(member, e) == root)
                    .forEach(merged::add);
            if (member.key().kind() != CaseKey.Kind.HOST) {
                for (Case other : index.around(member)) {
                    if (contribute(other, root, merged)) {
                        contributors.add(other);
                    }
                }
            }
        }
        return new Collected(
                new Account(members, merged, limits, index), merged.isEmpty(), contributors);
    }

    private boolean contribute(Case other, Case root, Marks merged) {
        boolean any = false;
        for (Evidence finding : other.findings()) {
            if (standsFor(other, finding) == root) {
                merged.add(finding);
                any = true;
            }
        }
        if (!other.marks().isEmpty() && targetOfAttempt(other) == root) {
            merged.addAll(other.marks());
            any = true;
        }
        return any;
    }

    /** A control finding that turns out to belong to a tunnel hands its number on. */
    private void adoptId(Case root, Set<Case> contributors) {
        if (root.id() != 0) {
            return;
        }
        Case donor = null;
        for (Case other : contributors) {
            boolean first = donor == null || other.id() < donor.id();
            if (other.id() != 0 && first && !standsAlone(other)) {
                donor = other;
            }
        }
        if (donor == null) {
            root.id(++lastId);
            return;
        }
        root.id(donor.id());
        root.told(donor.told());
        donor.id(0);
        donor.told(null);
    }

    /** Whether something is listed under this case's own name. */
    private boolean standsAlone(Case one) {
        if (index.root(one) != one) {
            return false;
        }
        return switch (one.key().kind()) {
            case HOST ->
                    one.isHub() || one.findings().stream().anyMatch(e -> standsFor(one, e) == one);
            case PAIR -> targetOfAttempt(one) == null;
            case LAN -> true;
        };
    }

    @Override
    public List<Detection> detections() {
        List<Detection> detections = new ArrayList<>();
        for (Case one : index.all()) {
            if (!standsAlone(one)) {
                continue;
            }
            Collected collected = collect(one);
            if (!collected.empty() && collected.account().state() != null) {
                adoptId(one, collected.contributors());
                detections.add(collected.account().detection(one.id(), lookingFor));
            }
        }
        detections.sort(
                Comparator.comparingLong(Detection::decidedAtFrame)
                        .thenComparingLong(Detection::id));
        return detections;
    }

    @Override
    public long evicted() {
        return index.evicted();
    }
}

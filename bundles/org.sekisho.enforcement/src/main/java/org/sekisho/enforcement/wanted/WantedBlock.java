// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.record.TunnelKey;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordedBlock;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Status;

/** A block that is wanted, and how it stands. Used by the acting thread. */
public final class WantedBlock {
    private RecordedBlock recorded;
    private final Cause cause;
    private List<Block> permitted;
    private String narrowed = "";
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private Proof proof;
    private boolean isRestored;
    private boolean isAcknowledged;

    /**
     * Why a block is wanted.
     *
     * @param tunnel what it is about; null if a person added it
     * @param detection the case as it stood; null if it is not known any more, or there is none
     * @param decision what was decided; null as the detection
     * @param decidedAt packet time in nanoseconds of the frame that decided, or wall time if it was
     *     no frame; 0 if it was in an earlier run
     */
    public record Cause(TunnelKey tunnel, Detection detection, Decision decision, long decidedAt) {
        /** A person's word, or nobody knows any more. */
        public static final Cause NONE = new Cause(null, null, null, 0);
    }

    /** A block of which all is permitted. */
    public WantedBlock(RecordedBlock recorded, Cause cause) {
        this.recorded = recorded;
        this.cause = cause;
        this.permitted = List.of(recorded.block());
    }

    /** What is recorded of it. */
    public RecordedBlock recorded() {
        return recorded;
    }

    /** Its number. */
    public long id() {
        return recorded.id();
    }

    /** Why it is wanted. */
    public Cause cause() {
        return cause;
    }

    void recorded(RecordedBlock as) {
        recorded = as;
    }

    /** The same with another number, until another moment. */
    static RecordedBlock numbered(RecordedBlock of, long id, Deadline until) {
        return new RecordedBlock(
                id,
                of.caseId(),
                of.block(),
                of.since(),
                until,
                of.origin(),
                of.reason(),
                of.count(),
                of.rung(),
                0,
                "");
    }

    /** Whether it stood already when this run began, so that people have been told of it. */
    public boolean isRestored() {
        return isRestored;
    }

    void restored() {
        isRestored = true;
    }

    /** Notes that a firewall holds it; true the first time. */
    boolean acknowledge() {
        boolean first = !isAcknowledged;
        isAcknowledged = true;
        return first;
    }

    /** What the allow list and the protect list leave of it. */
    public List<Block> permitted() {
        return permitted;
    }

    /** What they took out and why; empty if nothing. */
    public String narrowed() {
        return narrowed;
    }

    void permit(List<Block> parts, String reason) {
        permitted = List.copyOf(parts);
        narrowed = reason;
    }

    /** How it stands in each firewall: the worst of its parts. */
    public Map<String, Outcome> outcomes() {
        return outcomes;
    }

    void outcome(String firewall, Outcome outcome) {
        outcomes.put(firewall, outcome);
    }

    void forget(String firewall) {
        outcomes.remove(firewall);
    }

    /** Whether a firewall holds all of it. */
    public boolean isInForce() {
        return outcomes.values().stream().anyMatch(each -> each.status() == Status.IN_FORCE);
    }

    /** Whether a firewall should be asked again. */
    boolean hasFailed() {
        return outcomes.values().stream().anyMatch(each -> each.status() == Status.FAILED);
    }

    /** Whether a person wants it, not policy. */
    public boolean isByHand() {
        return !recorded.origin().equals(WantedBlocks.POLICY);
    }

    /** Whether that person insisted against the protect list. */
    public boolean isInsisted() {
        return recorded.origin().endsWith(WantedBlocks.INSISTING);
    }

    /**
     * What the allow list and the protect list leave of it now; a person who insisted is not held
     * up by the protect list.
     */
    Clearance clearance(Policy policy) {
        Block block = recorded.block();
        Clearance clearance =
                cause.detection() == null
                        ? policy.clearance(block)
                        : policy.clearance(block, cause.detection());
        return isInsisted() && clearance.isProtected()
                ? new Clearance(List.of(block), "", true)
                : clearance;
    }

    /** Whether it helps; null if nobody looks. */
    public Proof proof() {
        return proof;
    }

    void proof(Proof begun) {
        proof = begun;
    }
}

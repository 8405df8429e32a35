// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.decide.Past;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;

/** Blocks pairs for ten minutes, but what a test says. */
public final class SetPolicy implements Policy {
    private volatile boolean enforces = true;
    private volatile IpPrefix allowed;
    private volatile IpPrefix guarded;
    private volatile Duration duration = Duration.ofMinutes(10);
    private volatile Past lastPast;
    private final Set<IpAddress> asked = ConcurrentHashMap.newKeySet();

    @Override
    public Decision decide(Detection detection, Past past) {
        lastPast = past;
        asked.add(detection.client().address());
        if (past.over()) {
            return new Decision(detection.id(), Verdict.WATCH, null, null, "It is over.");
        }
        Block block =
                Block.pair(detection.client().address(), detection.server().address(), Action.DROP);
        if (clearance(block).permitted().isEmpty()) {
            return new Decision(detection.id(), Verdict.WATCH, null, null, "It is allowed.");
        }
        return new Decision(
                detection.id(),
                enforces ? Verdict.BLOCK : Verdict.WATCH,
                block,
                duration,
                "Because a test says so.");
    }

    @Override
    public Clearance clearance(Block block) {
        if (guarded != null && hits(block, guarded)) {
            return new Clearance(List.of(), guarded + " is protected", true);
        }
        if (allowed == null || !hits(block, allowed)) {
            return new Clearance(List.of(block), "", false);
        }
        List<Block> left =
                block.client() == null
                        ? List.of()
                        : block.client().without(allowed).stream()
                                .map(part -> block.narrowed(part, block.server()))
                                .toList();
        return new Clearance(left, allowed + " is allowed", false);
    }

    private static boolean hits(Block block, IpPrefix prefix) {
        return block.client() != null && block.client().overlaps(prefix)
                || block.server() != null && block.server().overlaps(prefix);
    }

    @Override
    public boolean enforces() {
        return enforces;
    }

    /** Clients that it was asked about; may be emptied. */
    Set<IpAddress> asked() {
        return asked;
    }

    void enforces(boolean now) {
        enforces = now;
    }

    void allow(String prefix) {
        allowed = prefix == null ? null : IpPrefix.parse(prefix);
    }

    void protect(String prefix) {
        guarded = IpPrefix.parse(prefix);
    }

    void lasting(Duration time) {
        duration = time;
    }

    /** What it was last told of the past. */
    Past lastPast() {
        return lastPast;
    }
}

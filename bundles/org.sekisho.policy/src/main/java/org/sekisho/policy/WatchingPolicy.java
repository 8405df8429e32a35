// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.decide.Past;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.State;

/**
 * Watches: names the block that would be wanted, puts none in force. What is not fit to be blocked
 * at all gets no block, and the reason says why: a finding without a tunnel proves something about
 * one host and nothing about the other, and what one sender can make up would let anybody block
 * anybody (architecture §10.10).
 */
@Component(configurationPid = "org.sekisho.policy")
@Designate(ocd = PolicyConfiguration.class)
public final class WatchingPolicy implements Policy {
    private final State required;
    private final Duration duration;

    /** For Declarative Services. */
    @Activate
    public WatchingPolicy(PolicyConfiguration configuration) {
        if (!configuration.mode().equals("watch")) {
            throw new IllegalArgumentException(
                    "org.sekisho.policy: mode="
                            + configuration.mode()
                            + " must be watch: this version does not block");
        }
        required =
                switch (configuration.block_state()) {
                    case "likely" -> State.LIKELY;
                    case "confirmed" -> State.CONFIRMED;
                    default ->
                            throw new IllegalArgumentException(
                                    "org.sekisho.policy: block.state="
                                            + configuration.block_state()
                                            + " must be likely or confirmed");
                };
        duration = BlockDuration.parse("block.duration", configuration.block_duration());
    }

    @Override
    public Decision decide(Detection detection, Past past) {
        String obstacle = obstacle(detection);
        if (obstacle != null) {
            return new Decision(detection.id(), Verdict.WATCH, null, null, obstacle);
        }
        Block block =
                Block.pair(detection.client().address(), detection.server().address(), Action.DROP);
        return new Decision(
                detection.id(),
                Verdict.WATCH,
                block,
                duration,
                "Watching only: everything between client and server would be blocked for "
                        + inWords(duration)
                        + ".");
    }

    @Override
    public Clearance clearance(Block block) {
        return new Clearance(List.of(block), "", false);
    }

    @Override
    public boolean enforces() {
        return false;
    }

    /** Why this must or can not be blocked, or null. */
    private String obstacle(Detection detection) {
        Method method = detection.method();
        if (method == Method.CONTROL) {
            return "Never blocked: the software is there, but no tunnel was seen, and nothing is known"
                    + " about the other end.";
        }
        if (method == Method.HUB) {
            return "Not blocked: a virtual hub is offered, but no tunnel to it was seen; ask who runs"
                    + " it.";
        }
        if (!detection.twoWay()) {
            return "Not blocked: what was seen could have been sent by a single forger; evidence in"
                    + " which both ends took part is not strong enough by itself.";
        }
        if (method == Method.BRIDGE || method == Method.SECURE_NAT) {
            return "Not blocked: a bridge on the local network can't be blocked between two addresses;"
                    + " find the machine by its MAC address.";
        }
        if (detection.state().compareTo(required) < 0) {
            return "Not blocked: only "
                    + detection.state().label()
                    + ", and blocking asks for "
                    + required.label()
                    + ".";
        }
        if (hasNoAddress(detection.client()) || hasNoAddress(detection.server())) {
            return "Not blocked: the address of one end is not known.";
        }
        if (isSpecial(detection.client()) || isSpecial(detection.server())) {
            return "Not blocked: one end is a loopback, multicast or broadcast address.";
        }
        return null;
    }

    private static boolean hasNoAddress(Party party) {
        return party == null || party.address() == null;
    }

    private static boolean isSpecial(Party party) {
        return party.address().isSpecial();
    }

    private static String inWords(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86400 == 0) {
            return count(seconds / 86400, "day");
        }
        if (seconds % 3600 == 0) {
            return count(seconds / 3600, "hour");
        }
        return seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.policy.allow.AllowEntries;
import org.sekisho.policy.protect.ProtectList;
import org.sekisho.policy.rule.Lists;

/** The allow list and the protect list as they are whenever somebody asks. */
final class CurrentLists implements Lists {
    private final AllowEntries allowed;
    private final Supplier<ProtectList> protectedNow;

    CurrentLists(AllowEntries allowed, Supplier<ProtectList> protectedNow) {
        this.allowed = allowed;
        this.protectedNow = protectedNow;
    }

    @Override
    public Clearance clearance(Block block, Detection about, Instant moment) {
        ProtectList list = protectedNow.get();
        Clearance first = list.clearance(block);
        Clearance left = first;
        for (Block part : first.permitted()) {
            Clearance one = allowed.clearance(part, about, moment, list::at);
            if (!one.reason().isEmpty()) {
                left = joined(left, part, one);
            }
        }
        return left;
    }

    private static Clearance joined(Clearance all, Block part, Clearance left) {
        List<Block> permitted = new ArrayList<>(all.permitted());
        int at = permitted.indexOf(part);
        permitted.remove(at);
        permitted.addAll(at, left.permitted());
        String reason =
                all.reason().contains(left.reason())
                        ? all.reason()
                        : (all.reason() + " " + left.reason()).strip();
        return new Clearance(permitted, reason, all.isProtected());
    }

    @Override
    public boolean isSilent(Block block, Detection about, Instant moment) {
        return allowed.isSilent(block, about, moment, protectedNow.get()::at);
    }

    @Override
    public String whyNotDirect(Party host) {
        return protectedNow.get().whyNotDirect(host);
    }
}

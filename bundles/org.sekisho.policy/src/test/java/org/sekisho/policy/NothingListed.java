// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.time.Instant;
import java.util.List;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.policy.rule.Lists;

/** Lists with nothing in them, on a machine that knows nothing of its surroundings. */
public final class NothingListed implements Lists {
    @Override
    public Clearance clearance(Block block, Detection about, Instant moment) {
        return new Clearance(List.of(block), "", false);
    }

    @Override
    public boolean isSilent(Block block, Detection about, Instant moment) {
        return false;
    }

    @Override
    public String whyNotDirect(Party host) {
        return host.address() == null ? null : "may be behind a router";
    }
}

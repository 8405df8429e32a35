// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.sekisho.linux.firewall.Firewall;
import org.sekisho.testkit.firewall.BlockedTraffic;
import org.sekisho.testkit.firewall.Options;

/** What blocks in nftables do to real traffic. Needs root. */
@Tag("lab")
@Tag("one-jdk")
class BlockedTrafficTest extends BlockedTraffic {
    @Override
    protected Firewall made(Map<String, Object> options) {
        return new NftablesFirewall(Options.of(NftablesConfiguration.class, options));
    }

    @Override
    protected boolean countsWhatIsLimited() {
        return true;
    }
}

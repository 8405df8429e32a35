// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sekisho.packet.IpAddress;

/** Whom may be asked. */
class TargetsTest {
    private static boolean contains(String targets, String address) {
        return Targets.parse(targets).contains(IpAddress.parse(address));
    }

    @Test
    void anEmptyListNamesNobody() {
        for (String empty : new String[] {"", " ", ",", " , "}) {
            assertThat(contains(empty, "192.0.2.1")).isFalse();
            assertThat(contains(empty, "2001:db8::1")).isFalse();
        }
    }

    @Test
    void addressesAndNetworksOfBothKindsAreNamed() {
        String list = "192.0.2.1, 198.51.100.0/24,2001:db8::/32";
        for (String named : new String[] {"192.0.2.1", "198.51.100.77", "2001:db8::5"}) {
            assertThat(contains(list, named)).as(named).isTrue();
        }
        for (String other : new String[] {"192.0.2.2", "198.51.101.1", "2001:db9::5"}) {
            assertThat(contains(list, other)).as(other).isFalse();
        }
    }

    @Test
    void thisMachineAndGroupsAreNoServersEvenIfEverythingIsListed() {
        for (String special : new String[] {"127.0.0.1", "224.0.0.1", "255.255.255.255", "::1"}) {
            assertThat(contains("0.0.0.0/0, ::/0", special)).as(special).isFalse();
        }
    }

    @Test
    void namesAreRefusedAndNotLookedUp() {
        assertThatThrownBy(() -> Targets.parse("192.0.2.1, www.example.org"))
                .hasMessageContaining("targets: 'www.example.org' is no address and no network")
                .hasMessageContaining("write 192.0.2.1 or 192.0.2.0/24");
        assertThatThrownBy(() -> Targets.parse("192.0.2.1,".repeat(257)))
                .hasMessageContaining("at most 256");
    }
}

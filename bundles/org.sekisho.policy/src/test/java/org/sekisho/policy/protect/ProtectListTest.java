// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.detect.Party;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.policy.OptionTexts;
import org.sekisho.policy.protect.Surroundings.Interface;

class ProtectListTest {
    private static final MacAddress OWN = new MacAddress(0x020000000001L);
    private static final MacAddress ROUTER = new MacAddress(0x0200000000feL);
    private static final MacAddress HOST = new MacAddress(0x020000000002L);

    private static final Surroundings OFFICE =
            new Surroundings(
                    Set.of(OWN),
                    List.of(
                            new Interface(
                                    ip("192.168.1.1"),
                                    IpPrefix.parse("192.168.1.0/24"),
                                    ip("192.168.1.255"))),
                    Set.of(ip("192.168.1.254")),
                    Map.of(
                            ROUTER, Set.of(ip("192.168.1.254")),
                            HOST, Set.of(ip("192.168.1.2"))),
                    Set.of(ip("192.0.2.53")),
                    Set.of(ip("192.0.2.25")),
                    Set.of(ip("198.51.100.22")));

    private static ProtectList list(String... options) {
        return new ProtectList(OFFICE, OptionTexts.settings(options).protection());
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    private static Block client(String network) {
        return Block.client(IpPrefix.parse(network), Action.DROP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.168.1.1",
                "192.168.1.254",
                "192.168.1.255",
                "192.0.2.53",
                "192.0.2.25",
                "198.51.100.22",
                "255.255.255.255",
                "224.0.0.251",
                "ff02::1",
                "127.0.0.1",
                "::1",
                "::ffff:192.168.1.1",
                "0.0.0.0/0",
                "::/0",
                "10.0.0.0/8",
                "8.0.0.0/5",
                "172.16.0.0/12",
                "192.168.0.0/16",
                "fc00::/7",
                "2000::/3",
                "192.168.1.0/24",
            })
    void isNeverBlockedAtEitherEnd(String protectedNetwork) {
        IpPrefix network = IpPrefix.parse(protectedNetwork);
        for (Block block :
                List.of(
                        Block.client(network, Action.DROP),
                        Block.server(network, Action.DROP),
                        Block.pair(network, network, Action.DROP))) {
            Clearance clearance = list().clearance(block);
            assertThat(clearance.permitted()).as("%s", block).isEmpty();
            assertThat(clearance.isProtected()).isTrue();
            assertThat(clearance.reason()).contains("protected");
        }
    }

    @Test
    void aPairWithAProtectedEndIsNotBlocked() {
        Block pair = Block.pair(ip("192.168.1.2"), ip("192.0.2.53"), Action.DROP);
        assertThat(list().clearance(pair).reason()).contains("a resolver");
        Block free = Block.pair(ip("192.168.1.2"), ip("203.0.113.5"), Action.DROP);
        assertThat(list().clearance(free)).isEqualTo(new Clearance(List.of(free), "", false));
    }

    @Test
    void allPrivateAddressesMayBeKeptFromOneServer() {
        Block block =
                Block.pair(
                        IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("203.0.113.5"), Action.DROP);
        assertThat(list().clearance(block).permitted()).containsExactly(block);
    }

    @Test
    void aRangeIsSplitAroundWhatIsProtectedInside() {
        Clearance clearance = list().clearance(client("192.168.1.128/25"));
        assertThat(clearance.isProtected()).isTrue();
        assertThat(clearance.reason()).contains("a gateway", "broadcast");
        assertThat(clearance.permitted())
                .noneMatch(b -> b.client().contains(ip("192.168.1.254")))
                .noneMatch(b -> b.client().contains(ip("192.168.1.255")))
                .anyMatch(b -> b.client().contains(ip("192.168.1.128")))
                .anyMatch(b -> b.client().contains(ip("192.168.1.253")));
    }

    @Test
    void ownMacAddressesAndThoseOfGatewaysAreNotBlocked() {
        assertThat(list().clearance(Block.mac(OWN, Action.DROP)).permitted()).isEmpty();
        assertThat(list().clearance(Block.mac(ROUTER, Action.DROP)).reason())
                .contains("gateway 192.168.1.254");
        Block host = Block.mac(HOST, Action.DROP);
        assertThat(list().clearance(host).permitted()).containsExactly(host);
        assertThat(list("protect", "02-00-00-00-00-02, 203.0.113.0/24").clearance(host).permitted())
                .isEmpty();
    }

    @Test
    void whatIsConfiguredIsProtectedToo() {
        assertThat(list("protect", "203.0.113.0/24").clearance(client("203.0.113.5")).reason())
                .contains("as configured");
    }

    @Test
    void aHostThatIsSeenThroughARouterHasNotItsOwnMacAddress() {
        assertThat(list().whyNotDirect(new Party(ip("192.168.1.2"), 1, null, HOST))).isNull();
        assertThat(list().whyNotDirect(new Party(ip("10.9.0.2"), 1, null, ROUTER)))
                .contains("gateway");
        assertThat(list().whyNotDirect(new Party(ip("10.9.0.2"), 1, null, HOST)))
                .contains("through a router");
        assertThat(
                        list("local.networks", "10.9.0.0/16")
                                .whyNotDirect(new Party(ip("10.9.0.2"), 1, null, HOST)))
                .isNull();
    }

    @Test
    void nothingIsBlockedBeforeTheSurroundingsAreKnown() {
        ProtectList blind = new ProtectList(null, OptionTexts.settings().protection());
        assertThat(blind.clearance(client("203.0.113.5")).permitted()).isEmpty();
        assertThat(blind.whyNotDirect(new Party(ip("192.168.1.2"), 1, null, HOST))).isNotNull();
    }
}

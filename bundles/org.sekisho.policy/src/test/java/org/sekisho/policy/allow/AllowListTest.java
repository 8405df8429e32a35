// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.policy.Found;
import org.sekisho.policy.rule.OptionValues;

class AllowListTest {
    private static final MacAddress MAC = new MacAddress(0x001b21000002L);
    private static final Block PAIR =
            Block.pair(IpAddress.parse("192.168.1.2"), IpAddress.parse("203.0.113.5"), Action.DROP);

    static AllowRule rule(String... options) {
        SortedMap<String, String> values = OptionValues.defaults(AllowConfiguration.class);
        for (int i = 0; i < options.length; i += 2) {
            assertThat(values.put(options[i], options[i + 1])).isNotNull();
        }
        return AllowRule.parse("lan", values);
    }

    private static Clearance clearance(Block block, Detection about, String... options) {
        return new AllowList(
                        List.of(rule(options)),
                        mac -> mac.equals(MAC) ? Set.of(IpAddress.parse("192.168.1.2")) : Set.of())
                .clearance(block, about, Instant.now());
    }

    private static Block client(String network) {
        return Block.client(IpPrefix.parse(network), Action.DROP);
    }

    @Test
    void eitherEndThatIsAllowedLiftsABlock() {
        for (String option : new String[] {"hosts", "networks"}) {
            assertThat(clearance(PAIR, null, option, "192.168.1.2").permitted()).isEmpty();
            assertThat(clearance(PAIR, null, option, "10.0.0.1 203.0.113.5").permitted()).isEmpty();
            assertThat(clearance(PAIR, null, option, "192.168.1.3").permitted())
                    .containsExactly(PAIR);
        }
        assertThat(clearance(PAIR, null, "networks", "::ffff:192.168.1.0/120").permitted())
                .isEmpty();
    }

    @Test
    void theReasonNamesTheEntryAndItsComment() {
        assertThat(clearance(PAIR, null, "hosts", "192.168.1.2", "comment", "the boss").reason())
                .isEqualTo("allowed by allow-lan (the boss).");
    }

    @Test
    void aRangeIsSplitAroundWhatIsAllowed() {
        Clearance clearance = clearance(client("10.1.0.0/16"), null, "hosts", "10.1.255.255");
        assertThat(clearance.permitted()).hasSize(16);
        assertThat(clearance.permitted())
                .noneMatch(b -> b.client().contains(IpAddress.parse("10.1.255.255")))
                .anyMatch(b -> b.client().contains(IpAddress.parse("10.1.0.0")))
                .anyMatch(b -> b.client().contains(IpAddress.parse("10.1.255.254")));
        assertThat(clearance.isProtected()).isFalse();

        assertThat(
                        clearance(client("2001:db8::/63"), null, "networks", "2001:db8::/64")
                                .permitted())
                .containsExactly(client("2001:db8:0:1::/64"));
    }

    @Test
    void aMacAddressAllowsItsHostWhateverItsAddress() {
        assertThat(clearance(PAIR, null, "macs", MAC.toString()).permitted())
                .as("by the neighbours of this machine")
                .isEmpty();
        Block other =
                Block.pair(
                        IpAddress.parse("192.168.1.77"),
                        IpAddress.parse("203.0.113.5"),
                        Action.DROP);
        Party moved = new Party(IpAddress.parse("192.168.1.77"), 1, null, MAC);
        assertThat(
                        clearance(
                                        other,
                                        Found.tls().from(moved).detection(),
                                        "macs",
                                        "00-1B-21-00-00-02")
                                .permitted())
                .as("by what was seen of the tunnel")
                .isEmpty();
        Block mac = Block.mac(MAC, Action.DROP);
        assertThat(clearance(mac, null, "macs", MAC.toString()).permitted()).isEmpty();
        assertThat(clearance(mac, null, "hosts", "192.168.1.2").permitted())
                .as("its host is allowed by address")
                .isEmpty();
        assertThat(clearance(mac, null, "hosts", "192.168.1.3").permitted()).containsExactly(mac);
    }

    @ParameterizedTest
    @CsvSource({
        "vpn.example.com, VPN.example.com., true",
        "vpn.example.com, a.vpn.example.com, false",
        "*.example.com, a.b.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, badexample.com, false",
    })
    void namesOfServersAreAllowed(String pattern, String name, boolean allowed) {
        Party server = new Party(IpAddress.parse("203.0.113.5"), 443, name, null);
        assertThat(
                        clearance(PAIR, Found.tls().to(server).detection(), "names", pattern)
                                .permitted()
                                .isEmpty())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        // 2027-03-01 is a Monday
        "mon-fri, 08:00-18:00, 2027-03-01T08:00, true",
        "mon-fri, 08:00-18:00, 2027-03-01T17:59, true",
        "mon-fri, 08:00-18:00, 2027-03-01T18:00, false",
        "mon-fri, 08:00-18:00, 2027-03-06T12:00, false",
        "sat-mon, '', 2027-03-07T00:00, true",
        "sat-mon, '', 2027-03-02T00:00, false",
        "fri, 22:00-06:00, 2027-03-05T23:00, true",
        "fri, 22:00-06:00, 2027-03-06T05:59, true",
        "fri, 22:00-06:00, 2027-03-05T05:59, false",
        "'', '06:00-07:00, 20:00-24:00', 2027-03-05T23:59, true",
        "'', '06:00-07:00, 20:00-24:00', 2027-03-05T12:00, false",
    })
    void timesOfTheWeek(String days, String times, String moment, boolean counts) {
        Instant when = LocalDateTime.parse(moment).atZone(ZoneId.systemDefault()).toInstant();
        AllowRule rule = rule("hosts", "192.168.1.2", "days", days, "times", times);
        assertThat(rule.counts(when)).isEqualTo(counts);
    }

    @Test
    void anEntryExpires() {
        ZoneId here = ZoneId.systemDefault();
        AllowRule day = rule("hosts", "192.168.1.2", "until", "2027-03-31");
        Instant end = LocalDateTime.parse("2027-04-01T00:00").atZone(here).toInstant();
        assertThat(day.counts(end.minusSeconds(1))).isTrue();
        assertThat(day.counts(end)).isFalse();
        assertThat(rule("hosts", "192.168.1.2", "until", "2027-03-31T18:00+09:00").until())
                .isEqualTo(Instant.parse("2027-03-31T09:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "networks, 10.0.0.0/33, network such as",
        "hosts, printer, address such as",
        "macs, 00:1b:21:0a:0b, one such as",
        "names, *.*.example, one such as",
        "days, mon-xyz, days such as",
        "times, 8-18, times of day",
        "times, 08:00-08:00, times of day",
        "until, tomorrow, a day such as",
    })
    void wrongValuesAreRefusedWithKeyValueAndRemedy(String key, String value, String remedy) {
        assertThatThrownBy(() -> rule("comment", "x", "hosts", "192.0.2.1", key, value))
                .hasMessageContaining(key + "=" + value)
                .hasMessageContaining(remedy);
    }

    @Test
    void anEntryNamesSomebody() {
        assertThatThrownBy(() -> rule("comment", "nobody")).hasMessageContaining("nobody is named");
    }
}

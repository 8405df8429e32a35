// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.77/24, 192.0.2.0/24, 192.0.2.255",
        "192.0.2.7, 192.0.2.7, 192.0.2.7",
        "0.0.0.0/0, 0.0.0.0/0, 255.255.255.255",
        "10.1.2.3/31, 10.1.2.2/31, 10.1.2.3",
        "2001:db8::1/32, 2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::1:2:3:4/64, 2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff",
        "2001:db8::3/127, 2001:db8::2/127, 2001:db8::3",
        "::/0, ::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "::ffff:192.0.2.9/120, 192.0.2.0/24, 192.0.2.255",
        "::ffff:192.0.2.9, 192.0.2.9, 192.0.2.9"
    })
    void startsAndEndsWhereItsBitsSay(String text, String canonical, String last) {
        IpPrefix prefix = IpPrefix.parse(text);
        assertThat(prefix).hasToString(canonical);
        assertThat(prefix.last()).hasToString(last);
        assertThat(prefix.contains(prefix.address())).isTrue();
        assertThat(prefix.contains(prefix.last())).isTrue();
        assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "1.2.3.4/",
                "1.2.3.4/33",
                "1.2.3.4/-1",
                "1.2.3/8",
                "::/129",
                "a",
                "1.2.3.4/08"
            })
    void whatIsNoNetworkIsNone(String text) {
        assertThat(IpPrefix.parse(text)).isNull();
    }

    @Test
    void lengthsOutOfRangeAreRefused() {
        IpAddress address = IpAddress.parse("192.0.2.1");
        assertThatThrownBy(() -> new IpPrefix(address, 33)).hasMessageContaining("0 to 32");
    }

    @Test
    void anAddressTakenOutOfANetworkLeavesTheRestAndNothingTwice() {
        IpPrefix network = IpPrefix.parse("192.0.2.0/29");
        List<IpPrefix> left = network.without(IpPrefix.parse("192.0.2.5"));
        assertThat(left)
                .extracting(IpPrefix::toString)
                .containsExactly("192.0.2.0/30", "192.0.2.4", "192.0.2.6/31");
        assertThat(network.without(IpPrefix.parse("192.0.0.0/16"))).isEmpty();
        assertThat(network.without(IpPrefix.parse("10.0.0.0/8"))).containsExactly(network);
        IpPrefix site = IpPrefix.parse("2001:db8::/63");
        assertThat(site.without(IpPrefix.parse("2001:db8:0:1::/64")))
                .extracting(IpPrefix::toString)
                .containsExactly("2001:db8::/64");
    }

    @Test
    void neighboursAreOutsideAndFamiliesDoNotMix() {
        IpPrefix network = IpPrefix.parse("192.0.2.0/24");
        assertThat(network.contains(IpAddress.parse("192.0.1.255"))).isFalse();
        assertThat(network.contains(IpAddress.parse("192.0.3.0"))).isFalse();
        assertThat(IpPrefix.parse("::/0").contains(IpAddress.parse("192.0.2.1"))).isFalse();
        assertThat(network.overlaps(IpPrefix.parse("192.0.0.0/16"))).isTrue();
        assertThat(network.overlaps(IpPrefix.parse("192.0.3.0/24"))).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.capture.CaptureException;
import org.sekisho.packet.IpAddress;

class SendersTest {
    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByAddress(IpAddress.parse(text).toBytes());
    }

    @Test
    void whoIsListedOrInAListedNetworkMaySendAndNobodyElse() throws Exception {
        Senders senders =
                Senders.parse(" 192.0.2.1, 198.51.100.64/26,2001:db8:1::/47 ,203.0.113.9/32,");
        for (String listed :
                new String[] {
                    "192.0.2.1",
                    "198.51.100.64",
                    "198.51.100.127",
                    "2001:db8:1::7",
                    "2001:db8:0:ffff::",
                    "203.0.113.9"
                }) {
            assertThat(senders.contains(address(listed))).as(listed).isTrue();
        }
        for (String other :
                new String[] {
                    "192.0.2.2",
                    "198.51.100.63",
                    "198.51.100.128",
                    "2001:db8:2::",
                    "203.0.113.8",
                    "::"
                }) {
            assertThat(senders.contains(address(other))).as(other).isFalse();
        }
    }

    @Test
    void nobodyIsListedByNothingAndEverybodyOnlyByName() throws Exception {
        assertThat(Senders.parse(" , ").isEmpty()).isTrue();
        assertThat(Senders.parse("").contains(address("127.0.0.1"))).isFalse();
        assertThat(Senders.parse("0.0.0.0/0").contains(address("192.0.2.1"))).isTrue();
        assertThat(Senders.parse("0.0.0.0/0").contains(address("2001:db8::1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "switch.example",
                "192.0.2",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/",
                "192.0.2.0/24/8",
                "2001:db8::/129",
                "192.0.2.1;192.0.2.2",
                "10.0.0.0/0x8"
            })
    void whatIsNoneIsNamed(String word) {
        assertThatThrownBy(() -> Senders.parse("192.0.2.1," + word))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("'" + word + "' in 'senders'");
    }

    @Test
    void thereMayBeOnlySoMany() {
        assertThatThrownBy(() -> Senders.parse("192.0.2.1,".repeat(257)))
                .hasMessageContaining("at most 256");
    }
}

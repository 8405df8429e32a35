// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.event.softether.LanBeacon;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.TestCaptures;

class BeaconDissectorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RecordedDatagrams BEACONS = beacons();

    private static RecordedDatagrams beacons() {
        return CaptureReplay.of(TestCaptures.startingWith("p22_").get(0)).datagrams().stream()
                .filter(flow -> flow.flow().server().port() == 7)
                .findFirst()
                .orElseThrow();
    }

    private static List<LanBeacon> told(List<Datagram> datagrams) {
        return new RecordedDatagrams(BEACONS.flow(), datagrams)
                .replay(new BeaconDissector())
                .events(LanBeacon.class);
    }

    private static Datagram at(long time, byte[] bytes) {
        Datagram first = BEACONS.datagrams().get(0);
        return new Datagram(first.direction(), bytes, 0, 1, time, -1, 0);
    }

    @Test
    void secureNatIsToldAtItsFirstAndThirdBeacon() {
        List<LanBeacon> told = told(BEACONS.datagrams());
        assertThat(told).extracting(LanBeacon::seen).containsExactly(1, 3);
        assertThat(told).allMatch(beacon -> beacon.kind() == LanBeacon.Kind.SECURE_NAT);
    }

    @Test
    void beaconsOfHoursAreToldOnceAMinute() {
        byte[] text = BEACONS.datagrams().get(0).bytes();
        List<Datagram> hour = new ArrayList<>();
        for (int i = 0; i < 720; i++) {
            hour.add(at(SECOND + 5 * i * SECOND, text));
        }
        assertThat(told(hour)).hasSizeBetween(59, 62);
    }

    @Test
    void aLayer3SwitchIsToldApart() {
        byte[] text =
                "PacketiX VPN Virtual Layer-3 Switch Beacon\0".getBytes(StandardCharsets.US_ASCII);
        assertThat(told(List.of(at(SECOND, text))))
                .singleElement()
                .satisfies(b -> assertThat(b.kind()).isEqualTo(LanBeacon.Kind.LAYER_3_SWITCH));
    }

    @Test
    void onlyTheWholeTextCounts() {
        byte[] text = BEACONS.datagrams().get(0).bytes();
        byte[] longer = Arrays.copyOf(text, text.length + 1);
        byte[] shorter = Arrays.copyOf(text, text.length - 1);
        byte[] other = text.clone();
        other[0]++;
        assertThat(told(List.of(at(1, longer), at(2, shorter), at(3, other)))).isEmpty();
        assertThat(told(List.of(at(1, other), at(2, text)))).hasSize(1);
    }
}

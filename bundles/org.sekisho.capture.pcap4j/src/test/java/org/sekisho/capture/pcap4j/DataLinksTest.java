// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.pcap4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sekisho.packet.LinkType;

class DataLinksTest {
    @Test
    void theSameNumberMeansAnotherThingOnAnotherSystem() {
        assertThat(DataLinks.linkType(12, "Linux")).isEqualTo(LinkType.RAW);
        assertThat(DataLinks.linkType(12, "Mac OS X")).isEqualTo(LinkType.RAW);
        assertThat(DataLinks.linkType(12, "OpenBSD")).isEqualTo(LinkType.LOOP);
        assertThat(DataLinks.linkType(14, "OpenBSD")).isEqualTo(LinkType.RAW);
        assertThat(DataLinks.linkType(14, "Linux")).isEqualTo(DataLinks.NONE);
    }

    @Test
    void whatIsDecodedHasItsLinkTypeAndWirelessInMonitorModeHasNone() {
        assertThat(DataLinks.linkType(1, "Linux")).isEqualTo(LinkType.ETHERNET);
        assertThat(DataLinks.linkType(0, "Mac OS X")).isEqualTo(LinkType.NULL);
        assertThat(DataLinks.linkType(113, "Linux")).isEqualTo(LinkType.LINUX_SLL);
        assertThat(DataLinks.linkType(276, "Linux")).isEqualTo(LinkType.LINUX_SLL2);
        assertThat(DataLinks.linkType(127, "Linux")).isEqualTo(DataLinks.NONE);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.MacAddress;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.Options;
import org.sekisho.testkit.net.EchoServer;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/** Three machines at a bridge, which is the firewall. Needs root. */
@Tag("lab")
@Tag("one-jdk")
class BridgeTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PORT = 7007;
    private static final int SILENCE = 700;
    private static final int ARRIVAL = 20_000;

    private NetworkNamespace box;
    private NetworkNamespace one;
    private NetworkNamespace two;
    private NetworkNamespace three;
    private EchoServer atTwo;

    @BeforeEach
    void open() throws Exception {
        box = new NetworkNamespace("nftr");
        one = new NetworkNamespace("nftr");
        two = new NetworkNamespace("nftr");
        three = new NetworkNamespace("nftr");
        attach(one, "p1", "192.0.2.1/24");
        attach(two, "p2", "192.0.2.2/24");
        attach(three, "p3", "192.0.2.3/24");
        box.bridge("br0", "p1", "p2", "p3");
        box.run("ip", "address", "add", "192.0.2.9/24", "dev", "br0");
        // else what a bridge passes would also meet the rules for routers; not every kernel can
        box.run("sysctl", "-eqw", "net.bridge.bridge-nf-call-iptables=0");
        atTwo = new EchoServer(two, PORT);
    }

    private void attach(NetworkNamespace machine, String port, String address) throws Exception {
        machine.cable("eth", box, port);
        machine.run("ip", "address", "add", address, "dev", "eth");
    }

    @AfterEach
    void close() throws Exception {
        atTwo.close();
        for (NetworkNamespace machine : List.of(one, two, three, box)) {
            machine.close();
        }
    }

    private NftablesFirewall firewall(Map<String, Object> options) throws Exception {
        return InsideNamespace.call(
                box, () -> new NftablesFirewall(Options.of(NftablesConfiguration.class, options)));
    }

    private void add(NftablesFirewall firewall, Block block) throws Exception {
        assertThat(InsideNamespace.call(box, () -> firewall.enforcer().add(Map.of(block, HOUR))))
                .containsOnly(Map.entry(block, Outcome.IN_FORCE));
    }

    private static boolean reaches(NetworkNamespace from, String source) throws Exception {
        try (DatagramSocket socket = EchoServer.datagrams(from, source, 0)) {
            return EchoServer.echoes(socket, "192.0.2.2", PORT, ARRIVAL);
        }
    }

    private static boolean isCutOff(NetworkNamespace from, String source) throws Exception {
        try (DatagramSocket socket = EchoServer.datagrams(from, source, 0)) {
            return !EchoServer.echoes(socket, "192.0.2.2", PORT, SILENCE);
        }
    }

    private static Block mac(NetworkNamespace machine, Action action) throws Exception {
        String mac = machine.run("cat", "/sys/class/net/eth/address").strip();
        return Block.mac(new MacAddress(Long.parseLong(mac.replace(":", ""), 16)), action);
    }

    @Test
    void aMacIsCutOffFromTheOtherPortsAndFromTheMachineItself() throws Exception {
        try (NftablesFirewall firewall = firewall(Map.of());
                EchoServer atBox = new EchoServer(box, PORT)) {
            assertThat(reaches(one, "192.0.2.1")).isTrue();
            for (Action action : List.of(Action.DROP, Action.RESET)) {
                Block block = mac(one, action);
                add(firewall, block);
                assertThat(isCutOff(one, "192.0.2.1")).as(action.toString()).isTrue();
                long seenByBox = atBox.datagrams();
                assertThat(reaches(three, "192.0.2.3")).isTrue();
                try (DatagramSocket socket = EchoServer.datagrams(one, "192.0.2.1", 0)) {
                    assertThat(EchoServer.echoes(socket, "192.0.2.9", PORT, SILENCE)).isFalse();
                }
                assertThat(atBox.datagrams()).isEqualTo(seenByBox);
                assertThat(firewall.enforcer().standing().get(block).packets()).isPositive();
                firewall.enforcer().remove(List.of(block));
                assertThat(reaches(one, "192.0.2.1")).isTrue();
            }
            add(firewall, mac(two, Action.DROP));
            assertThat(isCutOff(three, "192.0.2.3")).isTrue();
            assertThat(firewall.troubles()).isEmpty();
        }
    }

    @Test
    void otherBlocksApplyToFramesOfABridgeWhereThatIsAskedFor() throws Exception {
        Block block = Blocks.pair("192.0.2.1", "192.0.2.2");
        try (NftablesFirewall firewall = firewall(Map.of())) {
            add(firewall, block);
            assertThat(reaches(one, "192.0.2.1")).isTrue();
        }
        try (NftablesFirewall firewall = firewall(Map.of("bridge", "all"))) {
            add(firewall, block);
            assertThat(isCutOff(one, "192.0.2.1")).isTrue();
            assertThat(reaches(three, "192.0.2.3")).isTrue();
            assertThat(firewall.enforcer().standing()).containsOnlyKeys(block);
            firewall.enforcer().clear();
            assertThat(box.run("nft", "list", "ruleset")).isEmpty();
            assertThat(reaches(one, "192.0.2.1")).isTrue();
        }
    }
}

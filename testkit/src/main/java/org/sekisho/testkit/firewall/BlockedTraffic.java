// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.sekisho.testkit.net.EchoServer.connect;
import static org.sekisho.testkit.net.EchoServer.echoes;
import static org.sekisho.testkit.net.RoutedNetwork.CLIENT;
import static org.sekisho.testkit.net.RoutedNetwork.CLIENT6;
import static org.sekisho.testkit.net.RoutedNetwork.CLIENT_2;
import static org.sekisho.testkit.net.RoutedNetwork.ROUTER_OUTSIDE;
import static org.sekisho.testkit.net.RoutedNetwork.SERVER;
import static org.sekisho.testkit.net.RoutedNetwork.SERVER6;
import static org.sekisho.testkit.net.RoutedNetwork.SERVER_2;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.linux.firewall.Firewall;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Standing;
import org.sekisho.testkit.net.EchoServer;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.RoutedNetwork;

/**
 * What blocks do to real traffic through a router whose firewall accepts everything established
 * first. Needs root.
 */
@Tag("lab")
public abstract class BlockedTraffic {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PORT = 7007;

    /** An answer takes microseconds here; who waits so long gets none. */
    private static final int SILENCE = 700;

    /** For what must arrive, on a busy machine too. */
    private static final int ARRIVAL = 20_000;

    private RoutedNetwork network;
    private EchoServer echo;
    private Firewall firewall;

    @BeforeEach
    void open() throws Exception {
        network = new RoutedNetwork("fwb");
        network.router()
                .run(
                        "nft",
                        "add table inet office; add chain inet office through { type filter hook"
                                + " forward priority filter; policy drop; }; add rule inet office"
                                + " through ct state established,related accept; add rule inet"
                                + " office through ct state new accept");
        for (String program : List.of("iptables", "ip6tables")) {
            network.router()
                    .run(
                            program,
                            "-A",
                            "FORWARD",
                            "-m",
                            "conntrack",
                            "--ctstate",
                            "RELATED,ESTABLISHED",
                            "-j",
                            "ACCEPT");
        }
        echo = new EchoServer(network.server(), PORT);
        firewall = firewall(Map.of());
    }

    @AfterEach
    void close() throws Exception {
        firewall.close();
        echo.close();
        network.close();
    }

    /** Makes the firewall that is tested; called in the router. */
    protected abstract Firewall made(Map<String, Object> options);

    /** Whether a limit counts what it drops, and nothing else. */
    protected abstract boolean countsWhatIsLimited();

    private Firewall firewall(Map<String, Object> options) throws Exception {
        return InsideNamespace.call(network.router(), () -> made(options));
    }

    private void add(Block block, Duration duration) throws Exception {
        Map<Block, Outcome> outcomes =
                InsideNamespace.call(
                        network.router(), () -> firewall.enforcer().add(Map.of(block, duration)));
        assertThat(outcomes).containsOnly(Map.entry(block, Outcome.IN_FORCE));
    }

    private void remove(Block block) throws Exception {
        assertThat(
                        InsideNamespace.call(
                                network.router(), () -> firewall.enforcer().remove(List.of(block))))
                .containsOnly(Map.entry(block, Outcome.IN_FORCE));
    }

    private Map<Block, Standing> standing() throws Exception {
        return InsideNamespace.call(network.router(), () -> firewall.enforcer().standing());
    }

    private Socket connection(String from, String to) throws Exception {
        return connect(network.client(), from, 0, to, PORT, ARRIVAL);
    }

    private void assertNoNewConnection(String from, String to) {
        assertThatThrownBy(() -> connect(network.client(), from, 0, to, PORT, SILENCE))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void anEstablishedConnectionEndsWithTheAcknowledgementThoughEstablishedIsAcceptedFirst()
            throws Exception {
        Block block = Blocks.pair(CLIENT, SERVER);
        try (Socket blocked = connection(CLIENT, SERVER);
                Socket otherServer = connection(CLIENT, SERVER_2);
                Socket otherClient = connection(CLIENT_2, SERVER)) {
            assertThat(echoes(blocked, ARRIVAL)).isTrue();
            add(block, HOUR);
            assertThat(echoes(blocked, SILENCE)).isFalse();
            assertNoNewConnection(CLIENT, SERVER);
            // what the server still sends does not come through either
            Socket serversEnd = echo.callers().get(0);
            serversEnd.getOutputStream().write(7);
            blocked.setSoTimeout(SILENCE);
            assertThatThrownBy(() -> blocked.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(echoes(otherServer, ARRIVAL)).isTrue();
            assertThat(echoes(otherClient, ARRIVAL)).isTrue();
            Standing standing = standing().get(block);
            assertThat(standing.packets()).isGreaterThan(2);
            assertThat(standing.bytes()).isGreaterThan(100);
            remove(block);
            assertThat(standing()).isEmpty();
            connection(CLIENT, SERVER).close();
        }
    }

    @Test
    void aFlowIsBlockedAloneWhicheverEndSends() throws Exception {
        try (Socket blocked = connection(CLIENT, SERVER);
                Socket other = connection(CLIENT, SERVER);
                DatagramSocket datagrams = EchoServer.datagrams(network.client(), CLIENT, 5005);
                DatagramSocket others = EchoServer.datagrams(network.client(), CLIENT, 5006)) {
            add(Blocks.flow(Transport.TCP, CLIENT, blocked.getLocalPort(), SERVER, PORT), HOUR);
            assertThat(echoes(blocked, SILENCE)).isFalse();
            assertThat(echoes(other, ARRIVAL)).isTrue();
            assertThat(echoes(datagrams, SERVER, PORT, ARRIVAL)).isTrue();
            add(Blocks.flow(Transport.UDP, CLIENT, 5005, SERVER, PORT), HOUR);
            assertThat(echoes(datagrams, SERVER, PORT, SILENCE)).isFalse();
            assertThat(echoes(others, SERVER, PORT, ARRIVAL)).isTrue();
            assertThat(echoes(other, ARRIVAL)).isTrue();
            assertThat(standing().values())
                    .hasSize(2)
                    .allSatisfy(standing -> assertThat(standing.packets()).isPositive());
        }
        try (Socket blocked = connect(network.client(), CLIENT6, 5007, SERVER6, PORT, ARRIVAL)) {
            assertThat(echoes(blocked, ARRIVAL)).isTrue();
            add(Blocks.flow(Transport.TCP, CLIENT6, 5007, SERVER6, PORT), HOUR);
            assertThat(echoes(blocked, SILENCE)).isFalse();
            connect(network.client(), CLIENT6, 0, SERVER6, PORT, ARRIVAL).close();
        }
    }

    @Test
    void clientsAndServersAreBlockedInBothDirections() throws Exception {
        Block client = Blocks.client(CLIENT);
        Block server = Blocks.server(SERVER);
        add(client, HOUR);
        assertNoNewConnection(CLIENT, SERVER_2);
        connection(CLIENT_2, SERVER).close();
        remove(client);
        add(server, HOUR);
        assertNoNewConnection(CLIENT_2, SERVER);
        connection(CLIENT_2, SERVER_2).close();
        remove(server);
        connection(CLIENT, SERVER).close();
    }

    @Test
    void everyAddressOfANetworkIsBlockedFromTheFirstToTheLastAndNoneBeside() throws Exception {
        List<String> inside =
                List.of(
                        "10.9.1.0",
                        "10.9.1.77",
                        "10.9.1.255",
                        "fd00:9:1::",
                        "fd00:9:1:0:ffff:ffff:ffff:ffff");
        List<String> outside =
                List.of(
                        "10.9.0.255",
                        "10.9.2.0",
                        "fd00:9:0:ffff:ffff:ffff:ffff:ffff",
                        "fd00:9:1:1::");
        for (String address : inside) {
            network.addServerAddress(address);
        }
        for (String address : outside) {
            network.addServerAddress(address);
        }
        List<Block> servers =
                List.of(Blocks.server("::ffff:10.9.1.0/120"), Blocks.server("fd00:9:1::/64"));
        List<Block> pairs =
                List.of(
                        Blocks.pair("10.1.0.0/24", "10.9.1.0/24"),
                        Blocks.pair("fd00:1::/64", "fd00:9:1::/64"));
        List<Block> pairsOfOne =
                List.of(Blocks.pair(CLIENT, "10.9.1.0/24"), Blocks.pair(CLIENT6, "fd00:9:1::/64"));
        for (List<Block> blocks : List.of(servers, pairs, pairsOfOne)) {
            for (Block block : blocks) {
                add(block, HOUR);
            }
            for (String address : inside) {
                assertThat(passes(address)).as(address + " in " + blocks).isFalse();
            }
            for (String address : outside) {
                assertThat(passes(address)).as(address + " beside " + blocks).isTrue();
            }
            for (Block block : blocks) {
                remove(block);
            }
            assertThat(passes(inside.get(0))).isTrue();
        }
    }

    private boolean passes(String server) throws Exception {
        String from = server.indexOf(':') >= 0 ? CLIENT6 : CLIENT;
        try (DatagramSocket socket = EchoServer.datagrams(network.client(), from, 0)) {
            return echoes(socket, server, PORT, SILENCE);
        }
    }

    @Test
    void blocksOfNetworksWithinEachOtherStandAndGoEachForItself() throws Exception {
        network.addServerAddress("10.9.1.1");
        network.addServerAddress("10.9.2.2");
        List<Block> nested =
                List.of(
                        Blocks.server("10.9.1.0/24"),
                        Blocks.server("10.9.0.0/16"),
                        Blocks.server("10.9.1.0/25"),
                        Blocks.server("10.0.0.0/9"));
        for (Block block : nested) {
            add(block, HOUR);
        }
        assertThat(standing()).containsOnlyKeys(nested);
        remove(nested.get(3));
        remove(nested.get(1));
        assertThat(passes("10.9.1.1")).isFalse();
        assertThat(passes("10.9.2.2")).isTrue();
        remove(nested.get(0));
        assertThat(passes("10.9.1.1")).isFalse();
        remove(nested.get(2));
        assertThat(passes("10.9.1.1")).isTrue();
    }

    @Test
    void aBlockEndsInTimeThoughNobodyIsLeftToEndIt() throws Exception {
        Duration duration = Duration.ofSeconds(4);
        long begin = System.nanoTime();
        add(Blocks.pair(CLIENT, SERVER), duration);
        firewall.close();
        try (DatagramSocket socket = EchoServer.datagrams(network.client(), CLIENT, 0)) {
            assertThat(echoes(socket, SERVER, PORT, SILENCE)).isFalse();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> echoes(socket, SERVER, PORT, 100));
            assertThat(System.nanoTime() - begin)
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(3900));
        }
    }

    @Test
    void aResetEndsTheConnectionAtBothEndsAndOfTheMachineItself() throws Exception {
        try (Socket blocked = connection(CLIENT, SERVER);
                Socket own =
                        connect(network.router(), ROUTER_OUTSIDE, 0, SERVER_2, PORT, ARRIVAL)) {
            assertThat(echoes(blocked, ARRIVAL)).isTrue();
            assertThat(echoes(own, ARRIVAL)).isTrue();
            add(Blocks.pair(CLIENT, SERVER, Action.RESET), HOUR);
            assertReset(blocked);
            assertReset(echo.callers().get(0));
            add(Blocks.pair(ROUTER_OUTSIDE, SERVER_2, Action.RESET), HOUR);
            assertReset(echo.callers().get(1));
            assertReset(own);
        }
        assertThatThrownBy(() -> connect(network.client(), CLIENT, 0, SERVER, PORT, ARRIVAL))
                .isInstanceOf(java.net.ConnectException.class)
                .hasMessageContaining("refused");
        try (DatagramSocket datagrams = EchoServer.datagrams(network.client(), CLIENT, 0)) {
            assertThat(echoes(datagrams, SERVER, PORT, SILENCE)).isFalse();
        }
    }

    /** Whoever sends is told that the connection is over. */
    private static void assertReset(Socket end) throws IOException {
        end.setSoTimeout(ARRIVAL);
        assertThatThrownBy(
                        () -> {
                            end.getOutputStream().write(1);
                            while (end.getInputStream().read() >= 0) {
                                end.getOutputStream().write(1);
                            }
                        })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aLimitLetsThroughWhatItSaysAndNoMoreForEachPair() throws Exception {
        int rate = 20_000;
        int size = 1000;
        int count = 60;
        firewall.close();
        firewall = firewall(Map.of("limit_rate", (long) rate));
        add(Blocks.pair(CLIENT, SERVER, Action.LIMIT), HOUR);
        add(Blocks.pair(CLIENT_2, SERVER, Action.LIMIT), HOUR);
        long begin = System.nanoTime();
        long limited = burst(CLIENT, SERVER, size, count);
        double seconds = (System.nanoTime() - begin) / 1e9;
        // the bucket holds what comes in a second, and is filled while packets are sent
        assertThat(limited)
                .isBetween((long) rate / size / 2, (long) ((1.1 + seconds) * rate / size));
        assertThat(burst(CLIENT_2, SERVER, size, 5)).isEqualTo(5);
        assertThat(burst(CLIENT, SERVER_2, size, count)).isEqualTo(count);
        if (!countsWhatIsLimited()) {
            return;
        }
        Map<Block, Standing> standing = standing();
        assertThat(standing.get(Blocks.pair(CLIENT, SERVER, Action.LIMIT)).packets())
                .isBetween(count - limited, 2L * count);
        assertThat(standing.get(Blocks.pair(CLIENT_2, SERVER, Action.LIMIT)).packets()).isZero();
    }

    /** Sends datagrams as fast as it goes; how many have arrived. */
    private long burst(String from, String to, int size, int count) throws Exception {
        long before = echo.datagrams();
        try (DatagramSocket socket = EchoServer.datagrams(network.client(), from, 0)) {
            DatagramPacket packet =
                    new DatagramPacket(new byte[size], size, InetAddress.getByName(to), PORT);
            for (int i = 0; i < count; i++) {
                socket.send(packet);
            }
        }
        await().atMost(PATIENCE)
                .during(Duration.ofMillis(SILENCE))
                .until(() -> echo.datagrams(), seen -> seen == echo.datagrams());
        return echo.datagrams() - before;
    }

    @Test
    void aMacIsBlockedWhateverAddressItTakes() throws Exception {
        String mac = network.client().run("cat", "/sys/class/net/lan/address").strip();
        Block block =
                Block.mac(new MacAddress(Long.parseLong(mac.replace(":", ""), 16)), Action.DROP);
        try (Socket before = connection(CLIENT, SERVER)) {
            add(block, HOUR);
            assertThat(echoes(before, SILENCE)).isFalse();
            assertNoNewConnection(CLIENT_2, SERVER);
            assertThat(standing().get(block).packets()).isPositive();
            remove(block);
        }
        connection(CLIENT, SERVER).close();
    }

    @Test
    void theMachinesOwnTrafficIsBlockedToo() throws Exception {
        try (Socket own = connect(network.router(), ROUTER_OUTSIDE, 0, SERVER, PORT, ARRIVAL)) {
            assertThat(echoes(own, ARRIVAL)).isTrue();
            add(Blocks.server(SERVER), HOUR);
            assertThat(echoes(own, SILENCE)).isFalse();
        }
    }

    @Test
    void aBlockThatComesAgainGetsTheNewTimeWhetherLongerOrShorter() throws Exception {
        for (Block block :
                List.of(
                        Blocks.pair(CLIENT, SERVER),
                        Blocks.pair(CLIENT, "10.2.0.0/24"),
                        Blocks.server("10.2.0.0/24"),
                        Blocks.pair("fd00:1::/64", SERVER6))) {
            add(block, Duration.ofMinutes(10));
            passes("10.2.0.2");
            passes(SERVER6);
            long packets = standing().get(block).packets();
            assertThat(packets).isPositive();
            add(block, HOUR);
            assertThat(standing().get(block).remaining()).isGreaterThan(Duration.ofMinutes(55));
            add(block, HOUR.minusMinutes(50));
            add(block, Duration.ofMinutes(10));
            add(block, Duration.ofMinutes(5));
            Standing standing = standing().get(block);
            assertThat(standing.remaining())
                    .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
            assertThat(standing.packets()).isGreaterThanOrEqualTo(packets);
            remove(block);
        }
    }

    @Test
    void addressesOfIpv4WrittenAsIpv6AreBlockedAsIpv4() throws Exception {
        add(
                Block.pair(
                        IpPrefix.parse("::ffff:" + CLIENT),
                        IpPrefix.parse("::ffff:" + SERVER),
                        Action.DROP),
                HOUR);
        assertNoNewConnection(CLIENT, SERVER);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.net.EchoServer;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.RoutedNetwork;

/**
 * Real connections through a router that translates addresses; by both ways to the kernel's table.
 * Needs root and conntrack.
 */
@Tag("lab")
class CutConnectionsTest {
    private static final int PORT = 7007;
    private static final int ARRIVAL = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private RoutedNetwork network;
    private EchoServer echo;

    @BeforeEach
    void open() throws Exception {
        network = new RoutedNetwork("ctk");
        network.router()
                .run(
                        "nft",
                        "add table inet office; add chain inet office through { type filter hook"
                                + " forward priority filter; }; add rule inet office through ct"
                                + " state established,related accept");
        echo = new EchoServer(network.server(), PORT);
    }

    @AfterEach
    void close() throws Exception {
        echo.close();
        network.close();
    }

    private int cut(boolean byNetlink, Block... blocks) throws Exception {
        return InsideNamespace.call(
                network.router(),
                () -> {
                    ConntrackCutter cutter =
                            new ConntrackCutter(
                                    byNetlink ? new NetlinkConnections() : program("conntrack"),
                                    null);
                    try {
                        return cutter.cut(List.of(blocks));
                    } finally {
                        cutter.close();
                    }
                });
    }

    private static ProgramConnections program(String name) {
        return new ProgramConnections(new SystemProgram(name, PATIENCE, "conntrack"));
    }

    private Socket connection(String from, String to) throws Exception {
        Socket socket = connect(network.client(), from, 0, to, PORT, ARRIVAL);
        assertThat(echoes(socket, ARRIVAL)).isTrue();
        return socket;
    }

    /** Connections that the router remembers with these words in their line. */
    private long remembered(String... words) throws Exception {
        String all =
                network.router().run("conntrack", "-L", "-f", "ipv4")
                        + network.router().run("conntrack", "-L", "-f", "ipv6");
        return all.lines().filter(line -> List.of(words).stream().allMatch(line::contains)).count();
    }

    private static Block pair(String client, String server) {
        return Block.pair(IpPrefix.parse(client), IpPrefix.parse(server), Action.DROP);
    }

    private static Block flow(Transport transport, String client, int port, String server) {
        return Block.flow(
                transport,
                new Endpoint(IpAddress.parse(client), port),
                new Endpoint(IpAddress.parse(server), PORT),
                Action.DROP);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatBlocksCoverIsForgottenAndNothingElse(boolean byNetlink) throws Exception {
        try (Socket one = connection(CLIENT, SERVER);
                Socket two = connection(CLIENT, SERVER);
                Socket otherClient = connection(CLIENT_2, SERVER);
                Socket otherServer = connection(CLIENT, SERVER_2);
                Socket six = connection(CLIENT6, SERVER6);
                DatagramSocket datagrams = EchoServer.datagrams(network.client(), CLIENT, 5005)) {
            assertThat(echoes(datagrams, SERVER, PORT, ARRIVAL)).isTrue();
            String portOne = "sport=" + one.getLocalPort();
            assertThat(remembered("tcp", portOne)).isEqualTo(1);
            assertThat(cut(byNetlink, flow(Transport.TCP, CLIENT, one.getLocalPort(), SERVER)))
                    .isEqualTo(1);
            assertThat(remembered("tcp", portOne)).isZero();
            assertThat(remembered("tcp", "sport=" + two.getLocalPort())).isEqualTo(1);
            assertThat(cut(byNetlink, flow(Transport.UDP, CLIENT, 5005, SERVER))).isEqualTo(1);
            assertThat(remembered("udp", "sport=5005")).isZero();
            assertThat(cut(byNetlink, pair(CLIENT, SERVER))).isEqualTo(1);
            assertThat(cut(byNetlink, pair(CLIENT, SERVER))).isZero();
            assertThat(remembered("sport=" + two.getLocalPort())).isZero();
            assertThat(remembered("sport=" + otherClient.getLocalPort())).isEqualTo(1);
            assertThat(remembered("sport=" + otherServer.getLocalPort())).isEqualTo(1);
            assertThat(remembered("sport=" + six.getLocalPort())).isEqualTo(1);
            assertThat(cut(byNetlink, pair("fd00:1::/64", SERVER6))).isEqualTo(1);
            assertThat(remembered("sport=" + six.getLocalPort())).isZero();
            assertThat(cut(byNetlink, Block.server(IpPrefix.parse("10.2.0.0/24"), Action.DROP)))
                    .isEqualTo(2);
            // what is only slowed down goes on
            assertThat(echoes(otherServer, ARRIVAL)).isTrue();
            assertThat(cut(byNetlink, Block.client(IpPrefix.parse(CLIENT), Action.LIMIT))).isZero();
            assertThat(remembered("sport=" + otherServer.getLocalPort())).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void translatedConnectionsAreFoundByTheAddressesOfEitherSide(boolean byNetlink)
            throws Exception {
        network.router()
                .run(
                        "nft",
                        "add table ip translation; add chain ip translation out { type nat hook"
                                + " postrouting priority srcnat; }; add rule ip translation out"
                                + " oifname outside masquerade; add chain ip translation in { type"
                                + " nat hook prerouting priority dstnat; }; add rule ip translation"
                                + " in ip daddr 192.0.2.80 dnat to "
                                + SERVER);
        for (Block block :
                List.of(
                        pair(CLIENT, "192.0.2.80"),
                        pair(CLIENT, SERVER),
                        pair(ROUTER_OUTSIDE, SERVER),
                        pair("10.1.0.0/24", "10.2.0.0/24"))) {
            try (Socket translated = connection(CLIENT, "192.0.2.80")) {
                String port = "sport=" + translated.getLocalPort();
                assertThat(remembered(port, "dst=192.0.2.80", "src=" + SERVER)).isEqualTo(1);
                assertThat(cut(byNetlink, block)).as(block.toString()).isEqualTo(1);
                assertThat(remembered(port)).isZero();
            }
        }
        try (Socket translated = connection(CLIENT, "192.0.2.80")) {
            assertThat(
                            cut(
                                    byNetlink,
                                    flow(Transport.TCP, CLIENT, translated.getLocalPort(), SERVER)))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMachineIsFoundByItsMac(boolean byNetlink) throws Exception {
        String mac = network.client().run("cat", "/sys/class/net/lan/address").strip();
        Block block =
                Block.mac(new MacAddress(Long.parseLong(mac.replace(":", ""), 16)), Action.DROP);
        try (Socket one = connection(CLIENT, SERVER);
                Socket two = connection(CLIENT_2, SERVER_2)) {
            assertThat(cut(byNetlink, block)).isEqualTo(2);
            assertThat(remembered("sport=" + one.getLocalPort())).isZero();
            assertThat(remembered("sport=" + two.getLocalPort())).isZero();
        }
    }

    @Test
    void amongManyTheRightOnesAreFoundAndEndedQuickly() throws Exception {
        int many = 20_000;
        try (DatagramSocket socket = EchoServer.datagrams(network.client(), CLIENT, 0)) {
            DatagramPacket packet =
                    new DatagramPacket(new byte[1], 1, InetAddress.getByName(SERVER_2), 0);
            for (int port = 1; port <= many; port++) {
                packet.setPort(10_000 + port);
                socket.send(packet);
            }
        }
        long there = remembered("dst=" + SERVER_2);
        assertThat(there).isGreaterThan(many / 2);
        try (Socket tunnel = connection(CLIENT, SERVER)) {
            long begin = System.nanoTime();
            assertThat(cut(true, pair(CLIENT, SERVER))).isEqualTo(1);
            System.out.printf(
                    "one of %,d connections ended after %.1f ms%n",
                    there, (System.nanoTime() - begin) / 1e6);
            assertThat(remembered("sport=" + tunnel.getLocalPort(), "dst=" + SERVER)).isZero();
        }
        long begin = System.nanoTime();
        assertThat(cut(true, pair(CLIENT, SERVER_2))).isGreaterThan((int) there / 2);
        System.out.printf("all of them ended after %.1f ms%n", (System.nanoTime() - begin) / 1e6);
        assertThat(remembered("dst=" + SERVER_2)).isZero();
    }

    @Test
    void theProgramIsUsedWhereTheFirstWayFails() throws Exception {
        try (Socket tunnel = connection(CLIENT, SERVER)) {
            int ended =
                    InsideNamespace.call(
                            network.router(),
                            () ->
                                    new ConntrackCutter(program("nowhere"), program("conntrack"))
                                            .cut(List.of(pair(CLIENT, SERVER))));
            assertThat(ended).isEqualTo(1);
            assertThat(remembered("sport=" + tunnel.getLocalPort())).isZero();
        }
    }

    @Test
    void aProgramThatIsMissingIsNamedWithWhatToDo() {
        ConntrackCutter cutter = new ConntrackCutter(program("nowhere"), null);
        assertThatThrownBy(() -> cutter.cut(List.of(pair(CLIENT, SERVER))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("apt-get install conntrack");
        assertThat(cutter.trouble()).contains("apt-get install conntrack");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/** What the kernel of this machine says, against what the JDK says of the same. */
class SurroundingsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir private Path folder;

    @Test
    void everyAddressAndMacAddressOfThisMachineIsFound() throws Exception {
        KernelTables tables = KernelTables.read();
        for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InterfaceAddress address : one.getInterfaceAddresses()) {
                IpAddress own = NetlinkRecord.address(address.getAddress().getAddress());
                assertThat(tables.interfaces())
                        .anyMatch(
                                found ->
                                        found.address().equals(own)
                                                && found.network().length()
                                                        == address.getNetworkPrefixLength()
                                                && Objects.equals(
                                                        found.broadcast(),
                                                        ip(address.getBroadcast())));
            }
            byte[] mac = one.getHardwareAddress();
            if (mac != null) {
                long bits = 0;
                for (byte octet : mac) {
                    bits = bits << 8 | octet & 0xff;
                }
                assertThat(tables.macs()).contains(new MacAddress(bits));
            }
        }
        assertThat(tables.interfaces()).isNotEmpty();
    }

    private static IpAddress ip(InetAddress address) {
        return address == null ? null : NetlinkRecord.address(address.getAddress());
    }

    @Test
    void gatewaysAreThoseOfTheRoutingTable() throws Exception {
        Set<IpAddress> gateways = KernelTables.read().gateways();
        List<String> routes = Files.readAllLines(Path.of("/proc/net/route"));
        for (String route : routes.subList(1, routes.size())) {
            String[] fields = route.split("\t");
            int gateway = Integer.reverseBytes(Integer.parseUnsignedInt(fields[2], 16));
            if (gateway != 0) {
                assertThat(gateways).contains(IpAddress.v4(gateway));
            }
        }
    }

    @Test
    void thePeerOfAConnectionToAnAdministrationPortIsFound() throws Exception {
        TcpTable table = new TcpTable();
        InetAddress own = otherThanLoopback();
        try (ServerSocket server = new ServerSocket(0, 1, own);
                Socket client = new Socket(own, server.getLocalPort());
                Socket accepted = server.accept()) {
            assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
            assertThat(table.peers(Set.of(server.getLocalPort()))).containsExactly(ip(own));
            assertThat(table.peers(Set.of())).isEmpty();
        }
    }

    private static InetAddress otherThanLoopback() throws Exception {
        for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(one.getInetAddresses())) {
                if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
                    return address;
                }
            }
        }
        throw new IllegalStateException("this machine has no address but loopback");
    }

    @Test
    void linesOfTheTableAreReadAsTheKernelWritesThem() throws Exception {
        assertThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        Path v4 =
                Files.writeString(
                        folder.resolve("tcp"),
                        """
                          sl  local_address rem_address   st tx_queue
                           0: 0101A8C0:0016 166433C6:C350 01 00000000
                           1: 0101A8C0:0016 176433C6:C350 06 00000000
                           2: 0101A8C0:0050 186433C6:C350 01 00000000
                        """);
        Path v6 =
                Files.writeString(
                        folder.resolve("tcp6"),
                        """
                          sl  local_address remote_address st
                           0: 0000000000000000FFFF00000101A8C0:0016 0000000000000000FFFF0000056433C6:C350 01
                           1: B80D0120000000000000000001000000:0016 B80D0120000000000000000002000000:C350 01
                        """);
        assertThat(new TcpTable(List.of(v4, v6, folder.resolve("none"))).peers(Set.of(22)))
                .containsExactlyInAnyOrder(
                        IpAddress.parse("198.51.100.22"),
                        IpAddress.parse("198.51.100.5"),
                        IpAddress.parse("2001:db8::2"));
    }

    @Test
    void resolversAreThoseOfTheFiles() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("resolv.conf"),
                        """
                # nameserver 192.0.2.1
                search example.com
                nameserver 127.0.0.53
                nameserver 192.0.2.53
                nameserver fe80::1%eth0
                nameserver nonsense
                options edns0
                """);
        assertThat(new ResolverFiles(List.of(folder.resolve("none"), file)).addresses())
                .containsExactlyInAnyOrder(
                        IpAddress.parse("192.0.2.53"), IpAddress.parse("fe80::1"));
    }

    @Test
    void theMailRelayIsLookedUpAndFollowedWhenItChanges() {
        AtomicReference<String> host = new AtomicReference<>("");
        MailRelay relay = new MailRelay(host::get);
        assertThat(relay.addresses()).isEmpty();
        host.set("192.0.2.25");
        assertThat(relay.addresses()).containsExactly(IpAddress.parse("192.0.2.25"));
        host.set("localhost");
        await().atMost(PATIENCE)
                .until(() -> relay.addresses().contains(IpAddress.parse("127.0.0.1")));
    }

    @Test
    void theWatchSeesAConnectionThatComesLater() throws Exception {
        InetAddress own = otherThanLoopback();
        SurroundingsWatch watch = new SurroundingsWatch(new MailRelay(() -> ""));
        try (ServerSocket server = new ServerSocket(0, 1, own)) {
            assertThat(watch.seen()).as("before it knows which ports to look at").isNull();
            watch.administration(Set.of(server.getLocalPort()));
            await().atMost(PATIENCE).until(() -> watch.seen() != null);
            assertThat(watch.seen().administrators()).doesNotContain(ip(own));
            try (Socket client = new Socket(own, server.getLocalPort())) {
                assertThat(client.isConnected()).isTrue();
                await().atMost(PATIENCE)
                        .until(() -> watch.seen().administrators().contains(ip(own)));
            }
            assertThat(watch.troubles()).isEmpty();
        } finally {
            watch.stop();
        }
    }
}

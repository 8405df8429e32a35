// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;

/** Who is connected to ports of this machine, by the kernel's list (proc(5), /proc/net/tcp). */
final class TcpTable {
    private static final int ESTABLISHED = 1;

    private final List<Path> files;

    /** The kernel's own lists. */
    TcpTable() {
        // of this thread, which may live in another network namespace than the process
        this(List.of(Path.of("/proc/thread-self/net/tcp"), Path.of("/proc/thread-self/net/tcp6")));
    }

    TcpTable(List<Path> files) {
        this.files = files;
    }

    /** The other ends of connections to these ports. */
    Set<IpAddress> peers(Set<Integer> ports) throws IOException {
        Set<IpAddress> peers = new HashSet<>();
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.skip(1).forEach(line -> take(line, ports, peers));
            } catch (NoSuchFileException none) {
                // a kernel without IPv6
            }
        }
        return peers;
    }

    private static void take(String line, Set<Integer> ports, Set<IpAddress> peers) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length < 4 || Integer.parseInt(fields[3], 16) != ESTABLISHED) {
            return;
        }
        int port = Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16);
        if (ports.contains(port)) {
            IpAddress peer = address(fields[2].substring(0, fields[2].indexOf(':')));
            if (peer != null && !peer.isSpecial()) {
                peers.add(peer);
            }
        }
    }

    /** Words of 32 bits, each printed as the number that its bytes are on this machine. */
    private static IpAddress address(String hex) {
        byte[] printed = HexFormat.of().parseHex(hex);
        if (printed.length != 4 && printed.length != 16) {
            return null;
        }
        ByteBuffer numbers = ByteBuffer.wrap(printed);
        ByteBuffer bytes = ByteBuffer.allocate(printed.length).order(ByteOrder.nativeOrder());
        while (numbers.hasRemaining()) {
            bytes.putInt(numbers.getInt());
        }
        // an IPv4 address written as IPv6 becomes IPv4
        return IpPrefix.of(NetlinkRecord.address(bytes.array())).address();
    }
}

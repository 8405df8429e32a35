// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many datagrams the kernel had no room for at one socket. Only Linux tells (the last column of
 * {@code /proc/net/udp}, proc_pid_net(5)); elsewhere it is always 0.
 */
final class UdpDrops {
    private static final int LOCAL_ADDRESS = 1;

    private final Path table;
    private final String socket;

    UdpDrops(InetSocketAddress bound) {
        byte[] address = bound.getAddress().getAddress();
        table = Path.of("/proc/thread-self/net", address.length == 4 ? "udp" : "udp6");
        socket = words(address) + ":%04X".formatted(bound.getPort());
    }

    /** The address as the kernel prints it: words of 32 bits in the machine's own order. */
    private static String words(byte[] address) {
        StringBuilder text = new StringBuilder();
        ByteBuffer in = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
        while (in.hasRemaining()) {
            text.append("%08X".formatted(in.getInt()));
        }
        return text.toString();
    }

    long now() {
        try {
            for (String line : Files.readAllLines(table)) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > LOCAL_ADDRESS && columns[LOCAL_ADDRESS].equals(socket)) {
                    return Long.parseLong(columns[columns.length - 1]);
                }
            }
            return 0;
        } catch (IOException | NumberFormatException untold) {
            return 0;
        }
    }
}

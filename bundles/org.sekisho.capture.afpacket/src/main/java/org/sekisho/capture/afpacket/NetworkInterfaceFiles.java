// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel tells of an interface in its files below {@code /sys/class/net} (sysfs). */
final class NetworkInterfaceFiles {
    private static final Path ALL = Path.of("/sys/class/net");

    /** Flag of an interface that is up (netdevice(7)). */
    private static final int IFF_UP = 1;

    private final String name;

    NetworkInterfaceFiles(String name) {
        this.name = name;
    }

    /** The kernel's number of the interface, or -1 if there is none of that name. */
    int index() {
        return (int) number("ifindex", -1);
    }

    /** The hardware type, a number of {@code ARPHRD_} in {@code linux/if_arp.h}; -1 if unknown. */
    int hardwareType() {
        return (int) number("type", -1);
    }

    boolean isUp() {
        return (number("flags", 0) & IFF_UP) != 0;
    }

    /** Frames that the device itself had no room for, since it exists. */
    long missed() {
        return number("statistics/rx_missed_errors", 0) + number("statistics/rx_fifo_errors", 0);
    }

    /** Names of all interfaces. */
    static List<String> names() {
        try (Stream<Path> found = Files.list(ALL)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private long number(String file, long otherwise) {
        // a name from a configuration file must not lead elsewhere
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            return otherwise;
        }
        try {
            return Long.decode(Files.readString(ALL.resolve(name).resolve(file)).strip());
        } catch (IOException | NumberFormatException unreadable) {
            return otherwise;
        }
    }
}

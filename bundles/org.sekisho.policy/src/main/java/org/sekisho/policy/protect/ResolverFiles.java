// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;

/**
 * The servers that this machine asks for names, by resolv.conf(5); behind systemd-resolved's own
 * address also those that it asks itself.
 */
final class ResolverFiles {
    private final List<Path> files;

    ResolverFiles() {
        this(List.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf")));
    }

    ResolverFiles(List<Path> files) {
        this.files = files;
    }

    /** Their addresses, loopback left out. */
    Set<IpAddress> addresses() throws IOException {
        Set<IpAddress> found = new HashSet<>();
        for (Path file : files) {
            List<String> lines;
            try {
                lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            } catch (NoSuchFileException none) {
                continue;
            }
            for (String line : lines) {
                String[] words = line.strip().split("\\s+");
                if (words.length >= 2 && words[0].equals("nameserver")) {
                    // a link-local address has its interface behind it
                    IpAddress address = IpAddress.parse(words[1].replaceFirst("%.*", ""));
                    if (address != null && !address.isSpecial()) {
                        found.add(IpPrefix.of(address).address());
                    }
                }
            }
        }
        return found;
    }
}

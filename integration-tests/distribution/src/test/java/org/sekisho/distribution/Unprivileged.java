// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * How the daemon runs in production: as a user who has CAP_NET_RAW and CAP_NET_ADMIN and nothing
 * else.
 */
record Unprivileged(Path folder, NetworkNamespace where) {
    private static final String NOBODY = "65534";
    private static final String[] PREFIX = {
        "setpriv",
        "--reuid=" + NOBODY,
        "--regid=" + NOBODY,
        "--clear-groups",
        "--inh-caps=+net_raw,+net_admin",
        "--ambient-caps=+net_raw,+net_admin"
    };

    /** A daemon whose home belongs to that user; configure it before it is started. */
    Daemon daemon() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(home.resolve("conf"));
        NetworkNamespace.execute(List.of("chown", "-R", NOBODY + ":" + NOBODY, home.toString()));
        return new Daemon(home, where.command(PREFIX).toArray(String[]::new));
    }

    /** Runs a command of the distribution as that user, for the daemon's home; what it wrote. */
    String run(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(PREFIX));
        command.add(Sekisho.distribution().resolve("bin/sekisho").toString());
        command.addAll(List.of("--home", folder.resolve("home").toString()));
        command.addAll(List.of(words));
        return where.run(command.toArray(String[]::new));
    }
}

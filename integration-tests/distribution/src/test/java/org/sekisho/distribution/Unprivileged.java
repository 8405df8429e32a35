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

    /** A daemon whose home belongs to that user; configure it before it is started. */
    Daemon daemon() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(home.resolve("conf"));
        NetworkNamespace.execute(List.of("chown", "-R", NOBODY + ":" + NOBODY, home.toString()));
        List<String> prefix = new ArrayList<>(where.command());
        prefix.addAll(
                List.of(
                        "setpriv",
                        "--reuid=" + NOBODY,
                        "--regid=" + NOBODY,
                        "--clear-groups",
                        "--inh-caps=+net_raw,+net_admin",
                        "--ambient-caps=+net_raw,+net_admin"));
        return new Daemon(home, prefix.toArray(String[]::new));
    }
}

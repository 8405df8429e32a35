// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.linux.netlink.NetlinkSocket;
import org.sekisho.respond.Enforcer;
import org.sekisho.testkit.net.NetworkNamespace;
import org.slf4j.LoggerFactory;

/** A process of an ordinary user, with the capability it needs and without. Needs root. */
@Tag("lab")
class UnprivilegedTest {
    private static final String NOBODY = "65534";

    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("nftu");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    /** Runs the blocker from copies of our classes that everybody may read. */
    private String run(boolean withCapability, boolean withJna) throws Exception {
        List<Class<?>> needed =
                new ArrayList<>(
                        List.of(
                                Enforcer.class,
                                NetlinkSocket.class,
                                JsonFactory.class,
                                LoggerFactory.class,
                                NftablesFirewall.class,
                                Blocker.class));
        if (withJna) {
            needed.add(Native.class);
        }
        Path copies = Files.createTempDirectory(folder, "classes");
        List<String> classPath = new ArrayList<>();
        for (Class<?> type : needed) {
            Path source = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path copy = copies.resolve(String.valueOf(classPath.size()));
            copy(source, copy);
            classPath.add(copy.toString());
        }
        open(folder);
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid", NOBODY));
        command.addAll(List.of("--regid", NOBODY, "--clear-groups"));
        if (withCapability) {
            command.addAll(List.of("--inh-caps", "+net_admin", "--ambient-caps", "+net_admin"));
        }
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(":", classPath),
                        Blocker.class.getName()));
        return lab.run(command.toArray(String[]::new));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void open(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    @Test
    void theCapabilityIsEnoughOverNetlink() throws Exception {
        assertThat(run(true, true)).contains("IN_FORCE by netlink", "[server 192.0.2.1]");
        assertThat(lab.run("nft", "list", "ruleset")).contains("192.0.2.1");
    }

    @Test
    void theCapabilityIsEnoughForTheProgramWhereThereIsNoJna() throws Exception {
        assertThat(run(true, false))
                .contains("IN_FORCE by nft", "[server 192.0.2.1]", "Netlink is not available");
        assertThat(lab.run("nft", "list", "ruleset")).contains("192.0.2.1");
    }

    @Test
    void withoutTheCapabilityItIsNamed() throws Exception {
        assertThat(run(false, true)).contains("FAILED by netlink", "CAP_NET_ADMIN", "systemd: ");
        assertThat(run(false, false)).contains("FAILED by nft", "CAP_NET_ADMIN", "systemd: ");
        assertThat(lab.run("nft", "list", "ruleset")).isEmpty();
    }
}

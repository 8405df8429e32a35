// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.linux.netlink.NetlinkSocket;
import org.sekisho.respond.Enforcer;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.UnprivilegedJava;
import org.sekisho.testkit.net.NetworkNamespace;
import org.slf4j.LoggerFactory;

/** A process of an ordinary user, with the capability it needs and without. Needs root. */
@Tag("lab")
class UnprivilegedTest {
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

    private String run(boolean withCapability, boolean withJna) throws Exception {
        List<Class<?>> needed =
                new ArrayList<>(
                        List.of(
                                Enforcer.class,
                                NetlinkSocket.class,
                                JsonFactory.class,
                                LoggerFactory.class,
                                Blocks.class,
                                NftablesFirewall.class));
        if (withJna) {
            needed.add(Native.class);
        }
        return UnprivilegedJava.run(
                lab, folder, withCapability ? "+net_admin" : "", Blocker.class, needed);
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

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.linux.firewall.Firewall;
import org.sekisho.respond.Enforcer;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.UnprivilegedJava;
import org.sekisho.testkit.net.NetworkNamespace;
import org.slf4j.LoggerFactory;

/**
 * A process of an ordinary user, with the two capabilities of the daemon and without. Needs root.
 */
@Tag("lab")
class UnprivilegedTest {
    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("iptu");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private String run(String capabilities) throws Exception {
        List<Class<?>> needed =
                List.of(
                        Enforcer.class,
                        Firewall.class,
                        LoggerFactory.class,
                        Blocks.class,
                        IptablesFirewall.class);
        return UnprivilegedJava.run(lab, folder, capabilities, Blocker.class, needed);
    }

    @Test
    void theProgramsInheritTheCapabilities() throws Exception {
        assertThat(run("+net_admin,+net_raw"))
                .contains("IN_FORCE by iptables v", "[pair 192.0.2.1 - 198.51.100.1]");
        assertThat(lab.run("iptables-save")).contains("-A FORWARD -j SEKISHO-FORWARD");
    }

    @Test
    void withoutThemTheyAreNamed() throws Exception {
        assertThat(run("")).contains("FAILED by iptables v", "CAP_NET_ADMIN", "systemd: ");
        assertThat(run("+net_admin")).contains("FAILED by iptables v", "CAP_NET_RAW");
        assertThat(lab.run("iptables-save")).doesNotContain("-j SEKISHO");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.testkit.firewall.ForeignRules;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/** Rulesets of the kernel, as the programs of others make them. Needs root. */
@Tag("lab")
@Tag("one-jdk")
class RealRulesetTest {
    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("nftc");
        lab.cable("lan", "wan");
        lab.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private OperationResult check(boolean bridgesAll) throws Exception {
        FirewallCheckOperation check =
                new FirewallCheckOperation(
                        new SystemProgram("nft", Duration.ofSeconds(60), "nftables"), bridgesAll);
        return InsideNamespace.call(
                lab, () -> check.run(new OperationRequest(List.of(), "a test")));
    }

    private List<String> found(String severity) throws Exception {
        return check(false).rows().stream()
                .map(row -> (Map<?, ?>) row)
                .filter(row -> severity.equals(row.get("severity")))
                .map(row -> row.get("where").toString())
                .toList();
    }

    private void nft(String rules) throws Exception {
        Path file = folder.resolve("rules.nft");
        Files.writeString(file, rules + "\n");
        lab.run("nft", "-f", file.toString());
    }

    @Test
    void whatContainersAndFirewallDaemonsWriteIsNoWayPast() throws Exception {
        nft(ForeignRules.FIREWALLD);
        Path docker = folder.resolve("docker.rules");
        Files.writeString(docker, ForeignRules.DOCKER);
        lab.run("iptables-restore", docker.toString());
        assertThat(found("bypass")).isEmpty();
        assertThat(found("note"))
                .contains(
                        "chain ip nat POSTROUTING",
                        "chain ip nat DOCKER",
                        "chain inet firewalld nat_POSTROUTING");
        OperationResult result = check(false);
        assertThat(result.status()).isZero();
        assertThat(result.text()).contains("No way past a block was found");
    }

    @Test
    void whatIsSentOutBeforeUsOrToAProgramIsNamed() throws Exception {
        nft("add table netdev early");
        nft(
                "add chain netdev early in { type filter hook ingress device lan priority 0; }\n"
                        + "add rule netdev early in fwd to wan");
        lab.run(
                "iptables",
                "-t",
                "nat",
                "-A",
                "PREROUTING",
                "-p",
                "tcp",
                "--dport",
                "80",
                "-j",
                "REDIRECT",
                "--to-ports",
                "3128");
        assertThat(found("bypass")).containsExactly("chain netdev early in");
        assertThat(found("partly")).containsExactly("chain ip nat PREROUTING");
        OperationResult result = check(false);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.text()).contains("What to do: ", "1 way past a block was found");
    }

    @Test
    void anAcceptBeforeOurJumpInIptablesIsAWayPast() throws Exception {
        lab.run("iptables", "-N", "SEKISHO-FORWARD");
        lab.run("iptables", "-A", "FORWARD", "-j", "SEKISHO-FORWARD");
        assertThat(found("bypass")).isEmpty();
        lab.run("iptables", "-I", "FORWARD", "-j", "ACCEPT");
        assertThat(found("bypass")).containsExactly("chain ip filter FORWARD");
    }

    @Test
    void aBridgeWhoseFramesMeetMacsOnlyIsAWayPast() throws Exception {
        lab.bridge("br0", "lan", "wan");
        // where the kernel has frames meet the rules of routed packets, they are blocked there
        lab.run("sysctl", "-qew", "net.bridge.bridge-nf-call-iptables=0");
        assertThat(found("bypass")).containsExactly("bridge br0");
        assertThat(check(true).status()).isZero();
    }

    @Test
    void aMachineThatForwardsNothingBlocksItsOwnTrafficOnly() throws Exception {
        lab.run("sysctl", "-qw", "net.ipv4.ip_forward=0");
        lab.run("sysctl", "-qw", "net.ipv6.conf.all.forwarding=0");
        assertThat(found("bypass")).containsExactly("this machine");
    }

    @Test
    void rulesOfTheOlderIptablesAreToldOf() throws Exception {
        lab.run("iptables-legacy", "-A", "FORWARD", "-j", "ACCEPT");
        assertThat(found("note")).contains("iptables-legacy");
        assertThat(found("bypass")).isEmpty();
    }
}

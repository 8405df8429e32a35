// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.event.Roles;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.event.softether.NatTraversalMessage;
import org.sekisho.event.softether.UdpAccelerationChain;
import org.sekisho.packet.MacAddress;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.TestCaptures;

/** What the detector finds in real captures. */
class CaptureEvidenceTest {
    /** Weight that makes a case likely by itself with the usual prior of 1 in 1,000. */
    private static final double LIKELY = Math.log(999 * 9);

    private static List<Evidence> of(List<Evidence> all, String technique) {
        return all.stream().filter(e -> e.technique().id().equals(technique)).toList();
    }

    private static Set<MacAddress> machines(List<Evidence> all) {
        return all.stream()
                .filter(e -> e.finding() == Finding.LAN && e.subject().server() != null)
                .map(e -> e.subject().client().mac())
                .collect(Collectors.toSet());
    }

    /** The station that sends to the NAT traversal service is the one with the server. */
    private static MacAddress server(LanCapture capture) {
        return capture.events().stream()
                .filter(NatTraversalMessage.class::isInstance)
                .map(e -> e.origin().flow().clientMac())
                .findFirst()
                .orElseThrow();
    }

    private static boolean isUdpTo(CapturedFrame frame, int... ports) {
        byte[] b = frame.bytes();
        if (b.length < 42 || b[12] != 8 || b[13] != 0 || b[23] != 17) {
            return false;
        }
        int to = (b[36] & 0xff) << 8 | b[37] & 0xff;
        int from = (b[34] & 0xff) << 8 | b[35] & 0xff;
        for (int port : ports) {
            if (to == port || from == port) {
                return true;
            }
        }
        return false;
    }

    @Test
    void thePollsOfEveryBridgeAreFoundAndAnswered() {
        List<Path> captures = TestCaptures.startingWith("p22");
        assertThat(captures).hasSizeGreaterThan(1);
        for (Path capture : captures) {
            List<Evidence> polls = of(LanCapture.of(capture).evidence(), "SE-L2-POLL");
            assertThat(polls).isNotEmpty();
            assertThat(polls).allMatch(e -> e.finding() == Finding.LAN);
            assertThat(polls).allMatch(e -> e.method() == Method.BRIDGE);
            assertThat(polls).allMatch(e -> e.technique().definitive());
            assertThat(polls).anyMatch(Evidence::twoWay);
        }
    }

    @Test
    void theMachineThatBridgesIsNamed() {
        for (Path file : TestCaptures.startingWith("p22")) {
            LanCapture capture = LanCapture.of(file);
            List<Evidence> all = capture.evidence();
            assertThat(machines(all)).as(file.toString()).containsExactly(server(capture));
            Evidence last = of(all, "SE-L2-POLL").get(of(all, "SE-L2-POLL").size() - 1);
            assertThat(last.subject().roles()).isEqualTo(Roles.PROTOCOL);
            assertThat(last.subject().client().address().v6()).isFalse();
            assertThat(last.subject().server().mac().toString()).startsWith("00:ae:");
            assertThat(last.detail()).contains(last.subject().client().mac().toString());
        }
    }

    @Test
    void itsSilenceAloneNamesTheMachine() {
        for (Path file : TestCaptures.startingWith("p22")) {
            LanCapture whole = LanCapture.of(file);
            LanCapture quiet = whole.without(f -> isUdpTo(f, 5004, 80));
            List<Evidence> all = quiet.evidence();
            assertThat(of(all, "SE-L2-POLL").get(0).subject().server())
                    .as("not known yet")
                    .isNull();
            assertThat(machines(all)).as(file.toString()).containsExactly(server(whole));
        }
    }

    @Test
    void aGuessAboutTheMachineIsNeverTwoWay() {
        for (Path file : TestCaptures.startingWith("p22")) {
            assertThat(LanCapture.of(file).evidence())
                    .filteredOn(e -> e.subject().roles() == Roles.PORTS)
                    .isNotEmpty()
                    .noneMatch(Evidence::twoWay);
        }
    }

    @Test
    void aMachineThatAnswersPollsIsNotTakenForTheOneThatBridges() {
        LanCapture capture = LanCapture.named("p22_");
        MacAddress server = server(capture);
        // the answers of the others are lost, so that all are silent
        LanCapture deaf =
                capture.without(
                        f ->
                                isUdpTo(f, 5004, 80)
                                        || f.bytes()[0] == 0 && f.bytes()[1] == (byte) 0xae);
        assertThat(machines(deaf.evidence())).isEmpty();
        assertThat(machines(capture.evidence())).containsExactly(server);
    }

    @Test
    void secureNatIsFoundByBeaconAndDhcp() {
        for (Path file : TestCaptures.startingWith("p22_")) {
            List<Evidence> all = LanCapture.of(file).evidence();
            assertThat(of(all, "SE-L2-BEACON"))
                    .isNotEmpty()
                    .allMatch(e -> e.method() == Method.SECURE_NAT)
                    .anyMatch(e -> e.technique().definitive())
                    .anyMatch(e -> !e.technique().definitive());
            assertThat(of(all, "SE-L2-SNATDHCP"))
                    .isNotEmpty()
                    .allMatch(e -> e.method() == Method.SECURE_NAT);
        }
    }

    @Test
    void secureNatsDefaultNetworkWeighsMore() {
        LanCapture capture = LanCapture.named("p22_");
        List<Evidence> asCaptured = of(capture.evidence(), "SE-L2-SNATDHCP");
        LanCapture inDefaultNetwork = capture.changed(CaptureEvidenceTest::moveNetwork);
        List<Evidence> moved = of(inDefaultNetwork.evidence(), "SE-L2-SNATDHCP");
        assertThat(moved.get(0).technique().weight())
                .isGreaterThan(asCaptured.get(0).technique().weight());
    }

    /** Writes 192.168.30 for the network of SecureNAT, wherever it stands. */
    private static byte[] moveNetwork(byte[] bytes) {
        boolean ip = bytes.length > 34 && bytes[12] == 8 && bytes[13] == 0;
        for (int i = 26; ip && i + 4 < bytes.length; i++) {
            boolean nat = (bytes[i] & 0xff) == 192 && (bytes[i + 1] & 0xff) == 168;
            if (nat) {
                bytes[i + 2] = 30;
            }
        }
        return bytes;
    }

    @Test
    void theSessionOutsideIsToldWithTheBridge() {
        LanCapture capture = LanCapture.named("p22b");
        List<Evidence> polls = of(capture.evidence(), "SE-L2-POLL");
        String peer =
                capture.events().stream()
                        .filter(UdpAccelerationChain.class::isInstance)
                        .map(e -> e.origin().flow())
                        .map(
                                flow ->
                                        flow.client().address().isPrivate()
                                                ? flow.server()
                                                : flow.client())
                        .findFirst()
                        .orElseThrow()
                        .address()
                        .toString();
        assertThat(polls.get(polls.size() - 1).detail()).endsWith("in a session with " + peer);
    }

    private static boolean isPoll(CapturedFrame frame) {
        return frame.bytes()[6] == 0 && frame.bytes()[7] == (byte) 0xae;
    }

    @Test
    void framesThatFollowTheRecordsOfASessionNameTheMachineWithoutAnyPoll() {
        LanCapture whole = LanCapture.named("p22b");
        LanCapture noPolls = whole.without(f -> isPoll(f) || isUdpTo(f, 5004, 80));
        List<Evidence> found =
                of(noPolls.evidence(), "SE-L2-BRIDGE").stream()
                        .filter(e -> e.detail().contains("TLS record"))
                        .toList();
        assertThat(found)
                .isNotEmpty()
                .allMatch(e -> e.subject().roles() == Roles.PROTOCOL)
                .allMatch(e -> e.subject().client().mac().equals(server(whole)));
        assertThat(found.get(0).detail()).contains("in a session with ");
    }

    @Test
    void framesThatComeLaterDoNotFollowRecords() {
        LanCapture whole = LanCapture.named("p22b");
        List<CapturedFrame> late = new ArrayList<>();
        for (CapturedFrame f : whole.frames()) {
            // the remote client's frames, half a second later than they came
            boolean remote = f.bytes()[6] == 0x5e;
            long time = f.time() + (remote ? 500_000_000L : 0);
            late.add(new CapturedFrame(f.number(), time, f.bytes(), f.originalLength()));
        }
        assertThat(new LanCapture(late).evidence())
                .noneMatch(e -> e.detail().contains("TLS record"));
    }

    @Test
    void stationsWithSuchAddressesAreFoundOnce() {
        List<Evidence> found = of(LanCapture.named("p22b").evidence(), "SE-L2-MAC");
        assertThat(found)
                .anyMatch(e -> e.detail().contains("00:ae:"))
                .anyMatch(e -> e.detail().contains("5e:"));
        assertThat(of(LanCapture.named("p22b").evidence(), "SE-L2-BRIDGE")).isNotEmpty();
    }

    @Test
    void aServerThatAsksItsNewClientForNamesIsTiedToTheirConnection() {
        List<Evidence> found = of(LanCapture.named("p22b").evidence(), "SE-NBSTAT");
        assertThat(found)
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                            assertThat(e.detail()).contains("from the server");
                            assertThat(e.subject().server().address().isPrivate()).isTrue();
                            assertThat(e.flow()).isPositive();
                        });
    }

    @Test
    void aClientThatAsksWeighsLess() {
        List<Evidence> byClient = of(LanCapture.named("p31").evidence(), "SE-NBSTAT");
        List<Evidence> byServer = of(LanCapture.named("p22b").evidence(), "SE-NBSTAT");
        assertThat(byClient).hasSize(1);
        assertThat(byClient.get(0).detail()).contains("from the client");
        assertThat(byClient.get(0).technique().weight())
                .isLessThan(byServer.get(0).technique().weight());
    }

    @Test
    void queriesWithoutAConnectionAreNoEvidence() {
        LanCapture capture = LanCapture.named("p22b");
        LanCapture noTcp =
                capture.without(
                        f -> f.bytes()[12] == 8 && f.bytes()[13] == 0 && f.bytes()[23] == 6);
        assertThat(of(noTcp.evidence(), "SE-NBSTAT")).isEmpty();
    }

    @Test
    void noNegativeComesNearToLikely() {
        List<Path> negatives = TestCaptures.startingWith("n");
        assertThat(negatives).isNotEmpty();
        for (Path file : negatives) {
            Map<Subject, Double> weights = new TreeMap<>(Comparator.comparing(Subject::toString));
            List<Evidence> all = LanCapture.of(file).evidence();
            assertThat(all).as(file.toString()).noneMatch(e -> e.technique().definitive());
            all.forEach(e -> weights.merge(e.subject(), e.technique().weight(), Double::sum));
            assertThat(weights.values()).as(file.toString()).allMatch(sum -> sum < LIKELY / 2);
        }
    }

    @Test
    void theSecondDhcpServerOfANetworkIsNoticed() {
        LanCapture legitimate = LanCapture.named("n17_");
        assertThat(of(legitimate.evidence(), "SE-L2-BRIDGE")).isEmpty();
        assertThat(of(legitimate.then(LanCapture.named("p22_")).evidence(), "SE-L2-BRIDGE"))
                .anyMatch(e -> e.detail().startsWith("second DHCP server"));
    }

    @Test
    void aRelayIsNoSecondServer() {
        assertThat(LanCapture.named("n17b").evidence()).isEmpty();
    }

    @Test
    void whatIsRememberedIsRebuiltFromTheSameEvents() {
        LanCapture capture = LanCapture.named("p22_");
        assertThat(LanCapture.evidence(capture.events())).isEqualTo(capture.evidence());
        List<Evidence> twice = new ArrayList<>();
        BridgeDetector detector = new BridgeDetector("");
        capture.events().stream()
                .filter(e -> detector.events().contains(e.getClass()))
                .forEach(e -> detector.judge(e, twice::add));
        int once = twice.size();
        capture.events().stream()
                .filter(ArpMessage.class::isInstance)
                .forEach(e -> detector.judge(e, twice::add));
        assertThat(twice).hasSize(once);
    }
}

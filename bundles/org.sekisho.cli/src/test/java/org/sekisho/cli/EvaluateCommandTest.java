// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;

class EvaluateCommandTest {
    private static final String HEADER =
            "file,label,scenario,softether_version,vpn_client_ip,vpn_server_ip,port,transport,notes\n";
    private static final String ESTABLISHED = "\"verified connected; a, b and \"\"c\"\"\"";

    @TempDir private Path folder;
    private final Recordings recordings = new Recordings();
    private final Screen screen = new Screen();
    private Path manifest;

    @BeforeEach
    void nameTheManifest() {
        manifest = folder.resolve("manifest.csv");
    }

    private EvaluateCommand evaluation() {
        return new EvaluateCommand(
                recordings,
                recordings,
                screen.streams(),
                analysis -> {
                    throw new AssertionError("recorded although nobody asked for it");
                },
                () -> {
                    throw new AssertionError("judged again although nobody asked for it");
                });
    }

    private int evaluate(String rows, String... arguments) throws IOException {
        Files.writeString(manifest, HEADER + rows);
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = manifest.toString();
        return evaluation().applyAsInt(all);
    }

    private void recorded(String name, Found... found) {
        recordings.with(
                folder.resolve(name).toString(),
                List.of(found).stream()
                        .map(Found::detection)
                        .toArray(n -> new org.sekisho.detect.Detection[n]));
    }

    private static String positive(String file, String transport, String notes) {
        return file
                + ",positive,scene,5.01,10.1.0.2,10.2.0.2,443,"
                + transport
                + ","
                + notes
                + "\n";
    }

    private static final Found RIGHT = Found.tls("10.1.0.2", "10.2.0.2");

    @Test
    void filesAreRelativeToTheManifestAndFiguresFollow() throws IOException {
        recorded("a.pcap", RIGHT);
        recorded("b.pcap");
        recorded("c.pcap", Found.tls("10.9.9.9", "10.8.8.8"));
        recorded("d.pcap", RIGHT.as(State.SUSPECTED));
        int status =
                evaluate(
                        positive("a.pcap", "tcp+udp", ESTABLISHED)
                                + positive("b.pcap", "tcp", ESTABLISHED)
                                + "c.pcap,negative,office,,10.9.9.9,10.8.8.8,443,tcp,none\n"
                                + "d.pcap,negative,office,,10.9.9.9,10.8.8.8,443,tcp,none\n");
        assertThat(status).isZero();
        assertThat(screen.out())
                .containsPattern("right +a\\.pcap .*confirmed tls +62")
                .containsPattern("WRONG +b\\.pcap .*not found")
                .containsPattern("WRONG +c\\.pcap .*false positive")
                .containsPattern("right +d\\.pcap .*suspected tls")
                .containsPattern("scene +1 of 2")
                .containsPattern("5\\.01 +1 of 2")
                .contains("positives found as expected: 1 of 2")
                .contains("negatives without a likely detection: 1 of 2")
                .contains("false positives: 1");
    }

    @ParameterizedTest
    @CsvSource({
        "tcp, TLS, true",
        "tcp, PLAIN, true",
        "tcp+udp, UDP_ACCELERATION, true",
        "tcp, ICMP, false",
        "tcp-via-http-connect, HTTP_PROXY, true",
        "tcp-via-http-connect, TLS, false",
        "tcp-via-socks5, SOCKS, true",
        "tcp-via-socks4, SOCKS, true",
        "ssh, SSH, true",
        "icmp, ICMP, true",
        "dns, DNS, true",
        "dns, CONTROL, false",
        "rudp, R_UDP, true",
        "rudp, DNS, true",
        "rudp, ICMP, true",
        "rudp, TLS, false",
        "l2, BRIDGE, true",
        "l2, SECURE_NAT, true",
        "dns+udp, CONTROL, true",
        "dns+udp, HUB, true",
        "dns+udp, DNS, false",
        "attempts, CONTROL, true",
        "attempts, TLS, false",
        "tcp+udp+l2, BRIDGE, true",
        "tcp+udp+l2, TLS, true",
    })
    void theTransportSaysWhichMethodsAreRight(String transport, Method method, boolean right)
            throws IOException {
        recorded("a.pcap", RIGHT.by(method));
        evaluate(positive("a.pcap", transport, "notes"), "--format", "json");
        assertThat(screen.lines().get(0)).contains("\"right\":" + right);
    }

    @Test
    void administrationAndRefusedLoginsMayBeControlFindings() throws IOException {
        recorded("a.pcap", RIGHT.by(Method.CONTROL));
        evaluate(positive("a.pcap", "tcp", "\"verified connected; vpncmd administration\""));
        assertThat(screen.out()).contains("1 of 1");
    }

    @Test
    void anOpenvpnClientIsRightAsAClone() throws IOException {
        recorded("a.pcap", RIGHT.by(Method.OPENVPN_CLONE));
        evaluate(positive("a.pcap", "udp", "verified connected; openvpn client"));
        assertThat(screen.out()).contains("positives found as expected: 1 of 1");
    }

    @Test
    void anEstablishedSessionThatIsOnlySuspectedIsWrongAndOtherEndsAreToo() throws IOException {
        recorded("a.pcap", RIGHT.as(State.SUSPECTED));
        recorded("b.pcap", Found.tls("10.2.0.2", "10.1.0.2"));
        evaluate(positive("a.pcap", "tcp", ESTABLISHED) + positive("b.pcap", "tcp", ESTABLISHED));
        assertThat(screen.out())
                .containsPattern("WRONG +a\\.pcap .*only suspected")
                .containsPattern("WRONG +b\\.pcap .*other ends");
    }

    @Test
    void aControlFindingMayLeaveTheOtherEndOpenButNotNameSomebodyElse() throws IOException {
        Found control = RIGHT.by(Method.CONTROL);
        recorded("a.pcap", new Found(State.LIKELY, Method.CONTROL, "10.1.0.2", null, null, "x"));
        recorded(
                "b.pcap",
                new Found(State.LIKELY, Method.CONTROL, "10.1.0.2", "10.7.7.7", null, "x"));
        recorded("c.pcap", control);
        evaluate(
                positive("a.pcap", "attempts", "no server")
                        + positive("b.pcap", "attempts", "no server")
                        + positive("c.pcap", "attempts", "no server"));
        assertThat(screen.out())
                .containsPattern("right +a\\.pcap")
                .containsPattern("WRONG +b\\.pcap .*other ends")
                .containsPattern("right +c\\.pcap");
    }

    @Test
    void aMissingCaptureIsWrongAndTheRestIsEvaluated() throws IOException {
        recorded("a.pcap", RIGHT);
        int status =
                evaluate(
                        positive("gone.pcap", "tcp", ESTABLISHED)
                                + positive("a.pcap", "tcp", ESTABLISHED));
        assertThat(status).isZero();
        assertThat(screen.out()).containsPattern("WRONG +gone\\.pcap .*could not be read");
        assertThat(screen.err()).contains("gone.pcap");
    }

    @Test
    void aManifestThatIsNoneIsRefusedWithTheRow() throws IOException {
        assertThat(evaluate("a.pcap,maybe,scene,5,,,,tcp,x\n")).isEqualTo(2);
        assertThat(screen.err()).contains("row 2").contains("maybe");
        Files.writeString(manifest, "file,label\na.pcap,positive\n");
        assertThat(evaluation().applyAsInt(new String[] {manifest.toString()})).isEqualTo(2);
        assertThat(screen.err()).contains("column 'scenario' is missing");
    }

    @Test
    void aMissingManifestIsWrongUsage() {
        int status = evaluation().applyAsInt(new String[] {folder.resolve("none.csv").toString()});
        assertThat(status).isEqualTo(2);
        assertThat(screen.err()).contains("none.csv");
    }
}

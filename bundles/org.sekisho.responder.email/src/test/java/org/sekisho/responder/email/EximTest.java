// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.notice.HostileTexts;
import org.sekisho.testkit.notice.SampleNotices;
import org.sekisho.testkit.notice.ServerCertificate;

/** Through a mail server that sites have, with STARTTLS and a login, into a mail folder. */
@Tag("lab")
@Tag("one-jdk")
class EximTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Whom the Debian package lets it run as. */
    private static final String USER = "Debian-exim";

    @TempDir private Path folder;
    private Path home;
    private Process exim;
    private ServerCertificate certificate;
    private int submission;
    private int submissions;
    private EmailNotifier notifier;

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command) + ": " + out).isZero();
        return out.strip();
    }

    @BeforeEach
    void start() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        certificate = new ServerCertificate(folder, "dns:localhost");
        submission = freePort();
        submissions = freePort();
        for (String part : List.of("spool", "log", "mails")) {
            run("install", "-d", "-o", USER, "-g", USER, folder.resolve(part).toString());
        }
        run("chown", USER, certificate.key().toString());
        run("chmod", "0711", folder.toString());
        Path settings =
                Files.writeString(
                        folder.resolve("exim.conf"),
                        """
                        primary_hostname = mail.test.example
                        spool_directory = %1$s/spool
                        log_file_path = %1$s/log/%%slog
                        pid_file_path = %1$s/spool/pid
                        local_interfaces = 127.0.0.1
                        daemon_smtp_ports = %2$d : %3$d
                        tls_on_connect_ports = %3$d
                        tls_advertise_hosts = *
                        tls_certificate = %4$s
                        tls_privatekey = %5$s
                        auth_advertise_hosts = ${if def:tls_in_cipher{*}{}}
                        acl_smtp_rcpt = rcpt
                        keep_environment =
                        begin acl
                        rcpt:
                          accept authenticated = *
                          deny message = log in first
                        begin routers
                        all:
                          driver = accept
                          transport = folder
                        begin transports
                        folder:
                          driver = appendfile
                          directory = %1$s/mails
                          maildir_format
                          user = %6$s
                          group = %6$s
                        begin authenticators
                        plain:
                          driver = plaintext
                          public_name = PLAIN
                          server_prompts = :
                          server_condition = ${if and{{eq{$auth2}{sekisho}}{eq{$auth3}{s3cret}}}}
                          server_set_id = $auth2
                        """
                                .formatted(
                                        folder,
                                        submission,
                                        submissions,
                                        certificate.pem(),
                                        certificate.key(),
                                        USER));
        exim =
                new ProcessBuilder("exim4", "-C", settings.toString(), "-bdf")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        for (int port : new int[] {submission, submissions}) {
            await().atMost(PATIENCE).until(() -> listens(port));
        }
    }

    private boolean listens(int port) throws IOException {
        assertThat(exim.isAlive()).as(Files.readString(folder.resolve("out"))).isTrue();
        try (Socket connection = new Socket("127.0.0.1", port)) {
            return connection.isConnected();
        } catch (IOException early) {
            return false;
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (notifier != null) {
            notifier.stop();
        }
        exim.destroy();
        assertThat(exim.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private EmailNotifier notifier(int port, Map<String, Object> more) {
        Map<String, Object> named = new HashMap<>();
        named.put("smtp_host", "localhost");
        named.put("smtp_port", port);
        named.put("smtp_ca_file", certificate.pem().toString());
        named.put("smtp_user", "sekisho");
        named.put("smtp_password", "s3cret");
        named.put("from", "sekisho@sensor.example");
        named.put("to", "admin@example.org");
        named.put("digest_window", "1s");
        named.putAll(more);
        notifier = new EmailNotifier(home, Settings.of(named));
        notifier.start();
        return notifier;
    }

    private List<String> mails() throws IOException {
        Path arrived = folder.resolve("mails/new");
        if (!Files.isDirectory(arrived)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(arrived)) {
            return files.sorted()
                    .map(
                            file -> {
                                try {
                                    return Files.readString(file);
                                } catch (IOException fault) {
                                    throw new UncheckedIOException(fault);
                                }
                            })
                    .toList();
        }
    }

    @Test
    void overStarttlsWithALogin() throws Exception {
        notifier(submission, Map.of());
        assertThat(notifier.test(SampleNotices.test()))
                .contains("took it for admin@example.org: 2");
        int expected = 1;
        for (String hostile : HostileTexts.ALL) {
            notifier.notify(SampleNotices.hostile(expected, hostile));
            int sent = expected++;
            await().atMost(PATIENCE)
                    .until(() -> ((Number) notifier.status().get("sent")).intValue() == sent);
        }
        int all = expected;
        await().atMost(PATIENCE).until(() -> mails().size() == all);
        for (String mail : mails()) {
            String header = mail.substring(0, mail.indexOf("\n\n"));
            assertThat(header)
                    .contains("\nTo: admin@example.org\n", "TLS1.3")
                    .doesNotContain("Bcc", "victim");
            assertThat(mail).doesNotContain("\n~!");
        }
    }

    @Test
    void overTlsFromTheFirstByte() throws Exception {
        notifier(submissions, Map.of("smtp_security", "tls"));
        assertThat(notifier.test(SampleNotices.test())).contains(": 2");
        await().atMost(PATIENCE).until(() -> mails().size() == 1);
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        notifier(submission, Map.of("smtp_password", "wr0ng"));
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .hasMessageContaining("does not accept user and password");
        notifier.stop();
        notifier(submission, Map.of("smtp_ca_file", ""));
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .hasMessageContaining("certificate is refused");
        notifier.stop();
        // it offers no login in clear, so the password is not even sent
        notifier(submission, Map.of("smtp_security", "none"));
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .isInstanceOf(IOException.class);
        notifier.stop();
        notifier(submission, Map.of("smtp_user", "", "smtp_password", ""));
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .hasMessageContaining("refuses every recipient (admin@example.org)");
        notifier.stop();
        notifier(submission, Map.of("smtp_security", "tls"));
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .hasMessageContaining("smtp.security and smtp.port");
        assertThat(mails()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferencesTest {
    @TempDir private Path home;
    private Path folder;
    private SecretReferences secrets;

    @BeforeEach
    void begin() throws IOException {
        folder = Files.createDirectory(home.resolve("secrets"));
        secrets = new SecretReferences(folder);
    }

    private void write(String name, String content, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private String delivered(String value) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("smtp.password", value);
        secrets.modifyConfiguration(null, properties);
        return (String) properties.get("smtp.password");
    }

    @Test
    void aReferenceIsReplacedWhenTheConfigurationIsDelivered() throws Exception {
        write("mail", "s3$cret\\1\n", "rw-------");
        assertThat(secrets.fault("$[secret:mail]")).isEmpty();
        assertThat(delivered("$[secret:mail]")).isEqualTo("s3$cret\\1");
        assertThat(delivered("Bearer $[secret:mail]!")).isEqualTo("Bearer s3$cret\\1!");
        assertThat(delivered("$[other:mail] $5")).isEqualTo("$[other:mail] $5");
    }

    @Test
    void whatASecretSaysIsNotLookedThroughForReferences() throws Exception {
        write("inner", "x", "rw-------");
        write("outer", "$[secret:inner]", "rw-------");
        assertThat(delivered("$[secret:outer]")).isEqualTo("$[secret:inner]");
    }

    @Test
    void aSecretThatOthersMayUseIsRefused() throws Exception {
        for (String mode : List.of("rw-r--r--", "rw-r-----", "rw-----w-", "rwx--x---")) {
            write("mail", "s3cret", mode);
            assertThat(secrets.fault("$[secret:mail]").orElseThrow())
                    .contains("conf/secrets/mail", "(" + mode + ")", "chmod 600")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void aSecretThatIsMissingEmptyOrTooLargeIsRefused() throws Exception {
        assertThat(secrets.fault("$[secret:mail]").orElseThrow()).contains("is not there");
        write("mail", "\n", "rw-------");
        assertThat(secrets.fault("$[secret:mail]").orElseThrow()).contains("is empty");
        write("mail", "x".repeat(70_000), "rw-------");
        assertThat(secrets.fault("$[secret:mail]").orElseThrow()).contains("larger than 64 KiB");
        Files.write(folder.resolve("mail"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(secrets.fault("$[secret:mail]").orElseThrow()).contains("not UTF-8");
    }

    @Test
    void aNameDoesNotLeaveTheFolder() throws Exception {
        Files.writeString(home.resolve("outside"), "secret");
        for (String name : List.of("../outside", "/etc/passwd", "..", ".", "", "a b", "a/b")) {
            assertThat(secrets.fault("$[secret:" + name + "]").orElseThrow())
                    .contains("whose name is none");
            assertThat(delivered("$[secret:" + name + "]")).isEmpty();
        }
        assertThat(secrets.fault("$[secret:mail").orElseThrow()).contains("without its end");
    }

    @Test
    void aChangedSecretIsSeen() throws Exception {
        Set<String> names = SecretReferences.names(List.of("$[secret:mail]", "none", "$[x:y]"));
        assertThat(names).containsExactly("mail");
        String missing = secrets.state(names);
        write("mail", "one", "rw-r--r--");
        String open = secrets.state(names);
        write("mail", "one", "rw-------");
        String closed = secrets.state(names);
        assertThat(List.of(missing, open, closed)).doesNotHaveDuplicates();
        assertThat(secrets.state(names)).isEqualTo(closed);
    }
}

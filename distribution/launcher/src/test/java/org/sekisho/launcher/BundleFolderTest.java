// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFolderTest {

    @TempDir private Path folder;

    @Test
    void findsByNameWithoutVersionInTheOrderAsked() throws Exception {
        Path zstd = jar("zstd-jni-1.5.7-28.jar");
        Path plain = jar("org.a.jar");

        assertThat(find("org.a", "zstd-jni")).containsExactly(plain, zstd);
    }

    @Test
    void aPatternMeansAllThatBeginLikeItButNoneTwice() throws Exception {
        Path tls = jar("org.dissector.tls-1.0.0.jar");
        Path dns = jar("org.dissector.dns-1.0.0.jar");
        jar("org.detector-1.0.0.jar");

        assertThat(find("org.dissector.tls", "org.dissector.*", "org.dissector.tls"))
                .containsExactly(tls, dns);
    }

    @Test
    void namesABundleThatIsNotThere() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> find("org.missing"))
                .withMessageContaining("org.missing")
                .matches(e -> e.status() == 1);
    }

    @Test
    void refusesTwoVersionsOfOneBundle() throws Exception {
        jar("org.a-1.0.0.jar");
        jar("org.a-1.0.1.jar");

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> find("org.a"))
                .withMessageContaining("org.a-1.0.0.jar")
                .withMessageContaining("org.a-1.0.1.jar");
    }

    private List<Path> find(String... names) throws LaunchException {
        return new BundleFolder(folder).find(List.of(names));
    }

    private Path jar(String name) throws IOException {
        return Files.createFile(folder.resolve(name));
    }
}

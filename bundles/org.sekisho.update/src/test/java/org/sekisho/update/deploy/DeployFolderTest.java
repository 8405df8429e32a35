// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFolderTest {
    @TempDir Path folder;

    private final List<String> told = new ArrayList<>();
    private String answer = "";
    private DeployFolder deploy;

    @BeforeEach
    void watch() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        deploy =
                new DeployFolder(
                        folder,
                        new Taker() {
                            @Override
                            public String taken(Path jar) {
                                told.add("taken " + jar.getFileName());
                                return answer;
                            }

                            @Override
                            public void gone(String fileName) {
                                told.add("gone " + fileName);
                            }

                            @Override
                            public void renamed(String from, String to) {
                                told.add("renamed " + from + " " + to);
                            }
                        });
    }

    private static byte[] jar(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("entry"));
            zip.write(content.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            deploy.look();
        }
    }

    @Test
    void aJarIsTakenOnceAndOnlyWhenItDidNotChangeBetweenTwoLooks() throws IOException {
        Files.write(folder.resolve("a.jar"), jar("one"));
        look(1);
        assertThat(told).isEmpty();
        look(5);
        assertThat(told).containsExactly("taken a.jar");
    }

    @Test
    void halfAJarWaitsForItsOtherHalf() throws IOException {
        byte[] whole = jar("something that is copied slowly");
        Files.write(folder.resolve("a.jar"), Arrays.copyOf(whole, whole.length / 2));
        look(5);
        assertThat(told).isEmpty();
        Files.write(folder.resolve("a.jar"), whole);
        look(2);
        assertThat(told).containsExactly("taken a.jar");
    }

    @Test
    void halfAJarThatNeverGrowsIsNamed() throws IOException {
        Files.write(folder.resolve("a.jar"), Arrays.copyOf(jar("one"), 20));
        look(20);
        assertThat(told).isEmpty();
        assertThat(folder.resolve("a.jar.refused")).content().contains("its end is missing");
    }

    @Test
    void theReasonOfARefusalGoesWithTheJarAndWithAGoodOne() throws IOException {
        answer = "not signed";
        Files.write(folder.resolve("a.jar"), jar("one"));
        look(2);
        assertThat(folder.resolve("a.jar.refused")).content().contains("not signed");
        answer = "";
        Files.write(folder.resolve("a.jar"), jar("another, of another length"));
        look(2);
        assertThat(folder.resolve("a.jar.refused")).doesNotExist();

        answer = "not signed";
        Files.write(folder.resolve("a.jar"), jar("a third one"));
        look(2);
        Files.delete(folder.resolve("a.jar"));
        look(2);
        assertThat(folder.resolve("a.jar.refused")).doesNotExist();
        assertThat(told).endsWith("gone a.jar");
    }

    @Test
    void anotherNameForTheSameJarIsNoChange() throws IOException {
        Files.write(folder.resolve("a.jar"), jar("one"));
        look(2);
        Files.move(folder.resolve("a.jar"), folder.resolve("b.jar"));
        look(5);
        assertThat(told).containsExactly("taken a.jar", "renamed a.jar b.jar");
    }

    @Test
    void whatBroughtSomethingBeforeARestartAndIsNotThereHasGone() {
        deploy.expect("a.jar");
        look(3);
        assertThat(told).containsExactly("gone a.jar");
    }

    @Test
    void nothingIsTakenFromAFolderThatOthersMayWrite() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.write(folder.resolve("a.jar"), jar("one"));
        look(5);
        assertThat(told).isEmpty();
        assertThat(deploy.troubles()).singleElement().asString().contains("chmod go-w");
    }
}

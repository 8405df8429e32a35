// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionFileTest {
    @TempDir private Path folder;

    @Test
    void anyTextComesBackAndBeginsNoOtherKey() throws Exception {
        Map<String, String> values =
                Map.of(
                        "comment", "  a\nmode=block\r\\\tは \u2028!#:=",
                        "empty", "",
                        "tail", "backslash\\");
        Path file = folder.resolve("sub").resolve("x.cfg");
        OptionFile.write(file, OptionFile.text(values), "rw-r-----");
        assertThat(OptionFile.read(file)).isEqualTo(Optional.of(new TreeMap<>(values)));
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatIsNotThereIsNotRead() throws Exception {
        assertThat(OptionFile.read(folder.resolve("none"))).isEmpty();
        assertThat(OptionFile.delete(folder.resolve("none"))).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandSetsTest {

    @TempDir private Path folder;

    @BeforeEach
    void writeTwoCommands() throws IOException {
        Files.writeString(folder.resolve("base.set"), "# Base\norg.a\norg.b\n");
        Files.writeString(
                folder.resolve("look.bundles"), "# Looks at things\ninclude base.set\n\norg.c\n");
        Files.writeString(folder.resolve("stop.bundles"), "# Stops\norg.b\ninclude base.set\n");
    }

    @Test
    void listsCommandsWithTheirFirstLineInOrder() throws LaunchException {
        assertThat(new CommandSets(folder).summaries())
                .containsExactly(entry("look", "Looks at things"), entry("stop", "Stops"));
    }

    @Test
    void givesIncludedBundlesWhereTheyAreIncludedAndEachOnce() throws LaunchException {
        CommandSets sets = new CommandSets(folder);

        assertThat(sets.bundlesOf("look")).containsExactly("org.a", "org.b", "org.c");
        assertThat(sets.bundlesOf("stop")).containsExactly("org.b", "org.a");
    }

    @Test
    void answersAnUnknownCommandWithThoseThereAre() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> new CommandSets(folder).bundlesOf("dance"))
                .withMessageContaining("dance")
                .withMessageContaining("look, stop")
                .matches(e -> e.status() == 2);
    }

    @Test
    void takesNoPathForACommand() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> new CommandSets(inner).bundlesOf("../look"))
                .matches(e -> e.status() == 2);
    }

    @Test
    void namesAFileThatIncludesItself() throws IOException {
        Files.writeString(folder.resolve("base.set"), "include base.set\n");

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> new CommandSets(folder).bundlesOf("look"))
                .withMessageContaining("base.set")
                .matches(e -> e.status() == 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    @Test
    void leavesEverythingAfterTheCommandToTheCommand() throws LaunchException {
        CommandLine line = CommandLine.parse(List.of("analyze", "--help", "--log-level", "x"));

        assertThat(line.command()).isEqualTo("analyze");
        assertThat(line.arguments()).containsExactly("--help", "--log-level", "x");
        assertThat(line.helpWanted()).isFalse();
    }

    @Test
    void takesOptionsBeforeTheCommandInBothSpellings() throws LaunchException {
        CommandLine line = CommandLine.parse(List.of("--log-level=debug", "--log-format", "json"));

        assertThat(line.logLevel()).isEqualTo("debug");
        assertThat(line.logFormat()).isEqualTo("json");
        assertThat(line.command()).isEmpty();
    }

    @Test
    void refusesAValueThatIsNoneOfThoseAllowedAndNamesThem() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> CommandLine.parse(List.of("--log-level", "loud")))
                .withMessageContaining("error, warn, info, debug")
                .withMessageContaining("loud")
                .matches(e -> e.status() == 2);
    }

    @Test
    void refusesAnOptionWithoutItsValue() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> CommandLine.parse(List.of("--log-format")))
                .matches(e -> e.status() == 2);
    }

    @Test
    void refusesAnUnknownOption() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> CommandLine.parse(List.of("--frob", "analyze")))
                .withMessageContaining("--frob")
                .matches(e -> e.status() == 2);
    }
}

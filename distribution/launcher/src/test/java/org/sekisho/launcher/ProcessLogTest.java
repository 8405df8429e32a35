// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProcessLogTest {

    private static final List<String> BUNDLES = List.of("org.a", "org.a.inner");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private void configure(String level, String format) {
        ProcessLog.configure(bytes, level, format, BUNDLES);
    }

    @Test
    void namesTheBundleWithTheLongestNameThatFits() {
        configure("warn", "text");
        LoggerFactory.getLogger("org.a.inner.Flow").warn("{} of {}", 1, 2);
        LoggerFactory.getLogger("org.a.innermost.Flow").warn("full");
        LoggerFactory.getLogger("com.vendor.Thing").error("no bundle known");

        assertThat(printed().lines())
                .containsExactly(
                        "WARN org.a.inner: 1 of 2",
                        "WARN org.a: full",
                        "ERROR com.vendor.Thing: no bundle known");
    }

    @Test
    void showsNothingBelowTheLevel() {
        configure("error", "text");
        LoggerFactory.getLogger("org.a.Flow").warn("quiet");

        assertThat(printed()).isEmpty();
    }

    @Test
    void keepsARecordOnOneLineWhateverTheNetworkSaid() {
        configure("warn", "text");
        LoggerFactory.getLogger("org.a.Flow")
                .warn("name {}", "x\r\nERROR org.a: forged\u001b[2J\u202e");

        assertThat(printed())
                .isEqualTo(
                        "WARN org.a: name x\\u000d\\u000aERROR org.a: forged\\u001b[2J\\u202e"
                                + System.lineSeparator());
    }

    @Test
    void writesAnExceptionIntoTheLineAndItsTraceOnlyWhenDebugging() {
        IOException failure = new IOException("gone");
        configure("warn", "text");
        LoggerFactory.getLogger("org.a.Flow").warn("reading", failure);
        assertThat(printed().lines())
                .containsExactly("WARN org.a: reading (java.io.IOException: gone)");

        configure("debug", "text");
        LoggerFactory.getLogger("org.a.Flow").warn("reading", failure);
        assertThat(printed()).contains("at " + ProcessLogTest.class.getName());
    }

    @Test
    void writesJsonWithQuotesAndBackslashesEscaped() {
        configure("warn", "json");
        LoggerFactory.getLogger("org.a.Flow").warn("say \"\\\"\n");

        assertThat(printed().strip())
                .startsWith("{\"time\":\"")
                .endsWith(
                        "\",\"level\":\"warn\",\"bundle\":\"org.a\","
                                + "\"message\":\"say \\\"\\\\\\\"\\u000a\"}");
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

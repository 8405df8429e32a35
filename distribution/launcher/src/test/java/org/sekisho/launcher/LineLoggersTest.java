// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineLoggersTest {

    private static final List<String> BUNDLES = List.of("org.a", "org.a.inner");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final LineLoggers loggers =
            new LineLoggers(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    @Test
    void namesTheBundleWithTheLongestNameThatFits() {
        loggers.configure("warn", "text", BUNDLES);
        loggers.getLogger("org.a.inner.Flow").warn("{} of {}", 1, 2);
        loggers.getLogger("org.a.innermost.Flow").warn("full");
        loggers.getLogger("com.vendor.Thing").error("no bundle known");

        assertThat(printed().lines())
                .containsExactly(
                        "WARN org.a.inner: 1 of 2",
                        "WARN org.a: full",
                        "ERROR com.vendor.Thing: no bundle known");
    }

    @Test
    void showsNothingBelowTheLevel() {
        loggers.configure("error", "text", BUNDLES);
        loggers.getLogger("org.a.Flow").warn("quiet");

        assertThat(printed()).isEmpty();
    }

    @Test
    void keepsARecordOnOneLineWhateverTheNetworkSaid() {
        loggers.configure("warn", "text", BUNDLES);
        loggers.getLogger("org.a.Flow").warn("name {}", "x\r\nERROR org.a: forged\u001b[2J\u202e");

        assertThat(printed())
                .isEqualTo(
                        "WARN org.a: name x\\u000d\\u000aERROR org.a: forged\\u001b[2J\\u202e"
                                + System.lineSeparator());
    }

    @Test
    void writesAnExceptionIntoTheLineAndItsTraceOnlyWhenDebugging() {
        IOException failure = new IOException("gone");
        loggers.configure("warn", "text", BUNDLES);
        loggers.getLogger("org.a.Flow").warn("reading", failure);
        assertThat(printed().lines())
                .containsExactly("WARN org.a: reading (java.io.IOException: gone)");

        loggers.configure("debug", "text", BUNDLES);
        loggers.getLogger("org.a.Flow").warn("reading", failure);
        assertThat(printed()).contains("at " + LineLoggersTest.class.getName());
    }

    @Test
    void writesJsonWithQuotesAndBackslashesEscaped() {
        loggers.configure("warn", "json", BUNDLES);
        loggers.getLogger("org.a.Flow").warn("say \"\\\"\n");

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

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs of {@code bin/sekisho} of the unpacked distribution. */
final class Sekisho {
    /** Far more than anything here takes; a run that hangs must not hang the build. */
    private static final long SECONDS = 120;

    /**
     * How a run ended.
     *
     * @param status exit status
     * @param out standard output, in UTF-8
     * @param err standard error
     */
    record Run(int status, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    private final Map<String, String> environment = new HashMap<>();
    private Path home = distribution();
    private File input = new File("/dev/null");
    private File output;
    private List<String> prefix = List.of();

    /** Runs it by this command, such as one that changes the user. */
    Sekisho by(String... command) {
        prefix = List.of(command);
        return this;
    }

    /** Reads this file as standard input. */
    Sekisho from(Path file) {
        input = file.toFile();
        return this;
    }

    /** Writes standard output to this file. */
    Sekisho to(Path file) {
        output = file.toFile();
        return this;
    }

    /** Runs the distribution in this folder instead of the one that was built. */
    Sekisho at(Path folder) {
        home = folder;
        return this;
    }

    /** Sets a variable of the environment. */
    Sekisho with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** The distribution that was built. */
    static Path distribution() {
        return Path.of(System.getProperty("sekisho.distribution")).normalize();
    }

    Run run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin/sekisho").toString());
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("sekisho", ".out");
        Path err = Files.createTempFile("sekisho", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectInput(input)
                            .redirectOutput(output == null ? out.toFile() : output)
                            .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " does not end:\n" + text(out) + text(err));
            }
            return new Run(process.exitValue(), text(out), text(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}

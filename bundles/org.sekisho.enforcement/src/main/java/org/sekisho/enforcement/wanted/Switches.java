// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sekisho.operate.Escaped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person must turn back, over a restart too: small files below {@code data/enforcement},
 * that are there or not. Files and not records, because they must work when the store does not, and
 * when no daemon runs.
 */
public final class Switches {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.enforcement");
    private static final int MOST_TEXT = 500;

    private final Path folder;
    private volatile String off;
    private volatile String open;
    private volatile String trouble = "";

    /** Reads how they stand. */
    public Switches(Path home) {
        folder = home.resolve("data").resolve("enforcement");
        off = read("firewall.off");
        open = read("breaker.open");
    }

    private String read(String name) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                return null;
            }
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            return Escaped.of(text.substring(0, Math.min(MOST_TEXT, text.length())));
        } catch (IOException | RuntimeException unreadable) {
            LOG.warn("{} can't be read; it counts because it is there", file, unreadable);
            return "by somebody; " + file + " can't be read";
        }
    }

    /** Who switched the firewall off, when and why; null if it is on. */
    public String off() {
        return off;
    }

    /** Why the circuit breaker is open; null if it is closed. */
    public String open() {
        return open;
    }

    /** Why a switch would not outlive a restart; empty if it would. */
    public String trouble() {
        return trouble;
    }

    /** Switches the firewall off with these words, or on with null. */
    public void off(String words) {
        off = words;
        write("firewall.off", words);
    }

    /** Opens the circuit breaker with these words, or closes it with null. */
    public void open(String words) {
        open = words;
        write("breaker.open", words);
    }

    private void write(String name, String words) {
        Path file = folder.resolve(name);
        try {
            if (words == null) {
                Files.deleteIfExists(file);
            } else {
                Files.createDirectories(folder);
                Path half = folder.resolve(name + ".half");
                Files.writeString(half, words + "\n", StandardCharsets.UTF_8);
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            }
            trouble = "";
        } catch (IOException failed) {
            LOG.error("{} can't be written", file, failed);
            trouble =
                    "%s can't be written (%s), so what was switched is forgotten at a restart; make"
                                    .formatted(file, failed)
                            + " its folder writable";
        }
    }
}

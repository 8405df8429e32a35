// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.file;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** A file with lines {@code key=value} in UTF-8, as the folder {@code conf} has them. */
public final class OptionFile {
    private OptionFile() {}

    /** The lines, in the order of the keys. */
    public static String text(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(values)
                .forEach(
                        (key, value) ->
                                text.append(key).append('=').append(escaped(value)).append('\n'));
        return text.toString();
    }

    /** As {@link Properties} reads it back: nothing in a value begins another line. */
    private static String escaped(String value) {
        String escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        return escaped.startsWith(" ") || escaped.startsWith("\t") || escaped.startsWith("\f")
                ? "\\" + escaped
                : escaped;
    }

    /**
     * Reads a file.
     *
     * @return empty if there is none
     * @throws IOException if it can't be read, or is no such file
     */
    public static Optional<SortedMap<String, String>> read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException damaged) {
            throw new IOException(damaged.getMessage(), damaged);
        }
        SortedMap<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(k -> values.put(k, properties.getProperty(k)));
        return Optional.of(values);
    }

    /**
     * Writes a file so that after a loss of power it has its former content or the new one.
     *
     * @param permissions as in {@code rw-r-----}
     */
    public static void write(Path file, String text, String permissions) throws IOException {
        // not *.cfg, so that nobody takes half a file for a configuration
        Path half = file.resolveSibling(file.getFileName() + ".half");
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(half);
        Files.createFile(
                half,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        force(file.getParent());
    }

    /** Deletes a file, if it is there, so that it does not come back after a loss of power. */
    public static boolean delete(Path file) throws IOException {
        boolean deleted = Files.deleteIfExists(file);
        if (deleted) {
            force(file.getParent());
        }
        return deleted;
    }

    /** A folder's entries are on disk only when it is. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notEverywhere) {
            // some systems can't; the content of the file itself is on disk
        }
    }
}

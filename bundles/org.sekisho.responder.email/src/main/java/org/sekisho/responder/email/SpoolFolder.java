// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with a file for each entry of a list and one for what was told, readable by this user
 * alone. While it can't be written the list goes on in memory.
 */
final class SpoolFolder {
    private static final Logger LOG = LoggerFactory.getLogger(EmailNotifier.class);
    private static final Pattern NAME = Pattern.compile("([0-9]{1,18})\\.entry");
    private static final String TOLD = "told";

    private final Path folder;
    private volatile String trouble;

    SpoolFolder(Path folder) {
        this.folder = folder;
    }

    /** The entries by their numbers; what can't be read is left out. */
    SortedMap<Long, byte[]> entries() {
        SortedMap<Long, byte[]> entries = new TreeMap<>();
        try {
            Files.createDirectories(folder, mode("rwx------"));
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Matcher name = NAME.matcher(file.getFileName().toString());
                    if (name.matches()) {
                        entries.put(Long.parseLong(name.group(1)), Files.readAllBytes(file));
                    } else if (!file.endsWith(TOLD)) {
                        // half a file of a process that was killed
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException fault) {
            failed(fault);
        }
        return entries;
    }

    /** What was told, or no bytes. */
    byte[] told() {
        try {
            return Files.readAllBytes(folder.resolve(TOLD));
        } catch (NoSuchFileException none) {
            return new byte[0];
        } catch (IOException fault) {
            failed(fault);
            return new byte[0];
        }
    }

    void write(long number, byte[] entry) {
        write(number + ".entry", entry);
    }

    void writeTold(byte[] told) {
        write(TOLD, told);
    }

    private void write(String name, byte[] content) {
        Path half = folder.resolve(name + ".half");
        try {
            Files.createDirectories(folder, mode("rwx------"));
            Files.deleteIfExists(half);
            Files.createFile(half, mode("rw-------"));
            Files.write(half, content, StandardOpenOption.WRITE);
            Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            if (trouble != null) {
                LOG.info("what is to be mailed is on disk again");
                trouble = null;
            }
        } catch (IOException fault) {
            failed(fault);
        }
    }

    void delete(long number) {
        try {
            Files.deleteIfExists(folder.resolve(number + ".entry"));
        } catch (IOException fault) {
            failed(fault);
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    private void failed(IOException fault) {
        String now =
                "what is to be mailed is kept in memory only and goes with the process: "
                        + fault
                        + "; see that "
                        + folder
                        + " may be written and its file system has room";
        if (trouble == null) {
            LOG.warn("{}", now);
        }
        trouble = now;
    }

    /** Why nothing can be written; null if nothing is wrong. */
    String trouble() {
        return trouble;
    }
}

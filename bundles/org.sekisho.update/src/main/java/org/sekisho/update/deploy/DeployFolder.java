// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.deploy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipFile;

/**
 * Looks into the folder now and then and tells what changed. A jar counts when it did not change
 * from one look to the next and its end is there; a jar counts as gone when two looks missed it,
 * for some tools replace a file by deleting it first. Used by one thread at a time.
 */
public final class DeployFolder {
    private static final String REFUSAL = ".refused";

    /** Looks after which a jar that does not change and is still not whole is called so. */
    private static final int PATIENCE = 10;

    private static final int LOOKS_UNTIL_GONE = 2;

    private final Path folder;
    private final Taker taker;
    private final Map<String, Jar> jars = new HashMap<>();
    private final Map<String, String> refused = new TreeMap<>();
    private String trouble = "";

    /** What tells one content of a file from the next without reading it. */
    private record Stamp(long size, long modified, Object key) {}

    private static final class Jar {
        private Stamp stamp;
        private boolean handled;
        private int looks;
        private int missed;
    }

    /** Watches this folder, which need not exist. */
    public DeployFolder(Path folder, Taker taker) {
        this.folder = folder;
        this.taker = taker;
    }

    /** A jar that brought something before a restart; if it is not there any more, it has gone. */
    public void expect(String fileName) {
        jars.computeIfAbsent(fileName, any -> new Jar());
    }

    /** Looks once. */
    public void look() {
        Map<String, Stamp> present = new LinkedHashMap<>();
        try {
            trouble = writableByOthers();
            if (!trouble.isEmpty()) {
                return;
            }
            list(present);
        } catch (IOException e) {
            trouble = folder + " can't be read: " + e + "; nothing is taken from it";
            return;
        }
        follow(present);
        for (Map.Entry<String, Jar> entry : List.copyOf(jars.entrySet())) {
            Stamp stamp = present.remove(entry.getKey());
            if (stamp == null) {
                miss(entry.getKey(), entry.getValue());
            } else {
                see(entry.getKey(), entry.getValue(), stamp);
            }
        }
        present.forEach(
                (name, stamp) -> {
                    Jar jar = new Jar();
                    jar.stamp = stamp;
                    jars.put(name, jar);
                });
    }

    private void list(Map<String, Stamp> present) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                BasicFileAttributes file =
                        Files.readAttributes(
                                entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (name.endsWith(".jar") && !name.startsWith(".") && file.isRegularFile()) {
                    present.put(
                            name,
                            new Stamp(
                                    file.size(),
                                    file.lastModifiedTime().toMillis(),
                                    file.fileKey()));
                } else if (name.endsWith(".jar" + REFUSAL)
                        && !Files.exists(
                                folder.resolve(
                                        name.substring(0, name.length() - REFUSAL.length())))) {
                    Files.deleteIfExists(entry);
                }
            }
        }
    }

    /** What disappeared under one name and is there under another was renamed. */
    private void follow(Map<String, Stamp> present) {
        for (String name : List.copyOf(jars.keySet())) {
            Jar jar = jars.get(name);
            if (present.containsKey(name) || !jar.handled) {
                continue;
            }
            for (Map.Entry<String, Stamp> other : present.entrySet()) {
                if (other.getValue().equals(jar.stamp) && !jars.containsKey(other.getKey())) {
                    jars.put(other.getKey(), jars.remove(name));
                    forgive(name);
                    taker.renamed(name, other.getKey());
                    break;
                }
            }
        }
    }

    private void miss(String name, Jar jar) {
        if (++jar.missed >= LOOKS_UNTIL_GONE) {
            jars.remove(name);
            forgive(name);
            taker.gone(name);
        }
    }

    private void see(String name, Jar jar, Stamp stamp) {
        jar.missed = 0;
        if (!stamp.equals(jar.stamp)) {
            jar.stamp = stamp;
            jar.handled = false;
            jar.looks = 0;
            return;
        }
        if (jar.handled) {
            return;
        }
        Path file = folder.resolve(name);
        if (!isWhole(file)) {
            if (++jar.looks == PATIENCE) {
                refuse(
                        name,
                        "it is not a whole jar, its end is missing; copy it again, best under"
                                + " another name first and then rename it");
            }
            return;
        }
        jar.handled = true;
        String reason = taker.taken(file);
        if (reason.isEmpty()) {
            forgive(name);
        } else {
            refuse(name, reason);
        }
    }

    private static boolean isWhole(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.size() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What kept this jar out may have passed: it is taken as if it had just come. */
    public void lookAgain(String name) {
        Jar jar = jars.get(name);
        if (jar != null) {
            jar.handled = false;
        }
    }

    /** Writes down why a jar is not or no longer in. */
    public void refuse(String name, String reason) {
        refused.put(name, reason);
        try {
            Files.writeString(folder.resolve(name + REFUSAL), reason + System.lineSeparator());
        } catch (IOException e) {
            trouble =
                    name
                            + " is refused, and the reason can't be written beside it: "
                            + e
                            + ("; the reason: " + reason);
        }
    }

    private void forgive(String name) {
        refused.remove(name);
        try {
            Files.deleteIfExists(folder.resolve(name + REFUSAL));
        } catch (IOException e) {
            trouble = folder.resolve(name + REFUSAL) + " can't be deleted: " + e;
        }
    }

    /** Why each jar that lies here unused is refused, by file name. */
    public Map<String, String> refused() {
        return new TreeMap<>(refused);
    }

    /** What keeps the folder from being used, in one sentence with the remedy; empty if nothing. */
    public Collection<String> troubles() {
        return trouble.isEmpty() ? List.of() : List.of(trouble);
    }

    private String writableByOthers() throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view == null) {
            return "";
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            return folder
                    + " may be written by others than its owner, so nothing is taken from it; chmod"
                    + " go-w "
                    + folder;
        }
        return "";
    }
}

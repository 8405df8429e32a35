// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder with the bundles that may be started. A bundle is named by its file name without
 * version and {@code .jar}; a name that ends in {@code *} means all that begin like it.
 */
final class BundleFolder {

    private static final Pattern JAR = Pattern.compile("(?<name>.+?)(-\\d[^/]*)?\\.jar");

    private final Path folder;

    BundleFolder(Path folder) {
        this.folder = folder;
    }

    /** The jars of these bundles, in their order, those of a pattern by name, each once. */
    List<Path> find(List<String> names) throws LaunchException {
        Map<String, Path> jars = jars();
        List<Path> found = new ArrayList<>();
        for (String name : names) {
            if (name.endsWith("*")) {
                String beginning = name.substring(0, name.length() - 1);
                jars.keySet().removeIf(n -> n.startsWith(beginning) && found.add(jars.get(n)));
            } else if (jars.containsKey(name)) {
                found.add(jars.remove(name));
            } else if (found.stream().noneMatch(jar -> nameOf(jar).equals(name))) {
                throw new LaunchException(1, "bundle " + name + " is not in " + folder);
            }
        }
        return found;
    }

    /** The name by which a jar is called for. */
    static String nameOf(Path jar) {
        Matcher matcher = JAR.matcher(jar.getFileName().toString());
        return matcher.matches() ? matcher.group("name") : jar.getFileName().toString();
    }

    private Map<String, Path> jars() throws LaunchException {
        Map<String, Path> jars = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : files) {
                Path other = jars.put(nameOf(jar), jar);
                if (other != null) {
                    throw new LaunchException(
                            1, "two versions of one bundle, remove one: " + other + ", " + jar);
                }
            }
        } catch (IOException e) {
            throw new LaunchException(1, "the bundles can't be listed: " + e, e);
        }
        return jars;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The folder that says which commands there are and which bundles each needs. {@code NAME.bundles}
 * makes the command NAME: the first line is a comment that {@code --help} shows; each further line
 * is a bundle (see {@link BundleFolder}), a comment, or {@code include FILE}, a file beside it.
 * Bundles start in the order of the lines.
 */
final class CommandSets {

    private static final String SUFFIX = ".bundles";

    private final Path folder;

    CommandSets(Path folder) {
        this.folder = folder;
    }

    /** Each command with its one-line explanation, in the order of their names. */
    Map<String, String> summaries() throws LaunchException {
        Map<String, String> summaries = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                List<String> lines = Files.readAllLines(file);
                String first = lines.isEmpty() ? "" : lines.get(0);
                summaries.put(
                        name.substring(0, name.length() - SUFFIX.length()),
                        first.replaceFirst("^#\\s*", ""));
            }
        } catch (IOException e) {
            throw new LaunchException(1, "the list of commands can't be read: " + e, e);
        }
        return summaries;
    }

    /** The bundles of one command, each once, in the order in which they start. */
    List<String> bundlesOf(String command) throws LaunchException {
        // Names are compared with the folder's listing, so that a command can't be a path.
        if (!summaries().containsKey(command)) {
            throw new LaunchException(
                    2,
                    "there is no command '"
                            + command
                            + "'; there are: "
                            + String.join(", ", summaries().keySet()));
        }
        Set<String> bundles = new LinkedHashSet<>();
        collect(folder.resolve(command + SUFFIX), bundles, new ArrayList<>());
        return List.copyOf(bundles);
    }

    private void collect(Path file, Set<String> bundles, List<Path> open) throws LaunchException {
        if (open.contains(file)) {
            throw new LaunchException(1, file + " includes itself");
        }
        open.add(file);
        try {
            for (String text : Files.readAllLines(file)) {
                String line = text.strip();
                if (line.startsWith("include ")) {
                    String included = line.substring("include ".length()).strip();
                    collect(folder.resolve(included), bundles, open);
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    bundles.add(line);
                }
            }
        } catch (IOException e) {
            throw new LaunchException(1, file + " can't be read: " + e, e);
        }
        open.remove(file);
    }
}

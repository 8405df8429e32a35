// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.io.PrintStream;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The command {@code config check}: judges the files of {@code conf} as the daemon would, and
 * starts nothing that captures.
 */
@Component(service = ToIntFunction.class, property = "sekisho.command=config")
public final class ConfigCommand implements ToIntFunction<String[]> {
    private static final int WRONG = 2;

    private final ConfigurationFolder folder;

    /** Made by Declarative Services. */
    @Activate
    public ConfigCommand(@Reference ConfigurationFolder folder) {
        this.folder = folder;
    }

    @Override
    public int applyAsInt(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.contains("--help") || !words.equals(List.of("check"))) {
            PrintStream out = words.contains("--help") ? System.out : System.err;
            out.println("Usage: sekisho config check [--home DIR]");
            out.println("Judges the files in DIR/conf without starting anything.");
            out.println("Exit status 0: all would be taken; 2: the faults are listed.");
            return words.contains("--help") ? 0 : WRONG;
        }
        List<String> faults = folder.troubles();
        if (faults.isEmpty()) {
            System.out.println(folder.status().get("files") + " files, nothing is wrong");
            return 0;
        }
        faults.forEach(System.out::println);
        return WRONG;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.sekisho.operate.ConfigurationCheck;
import org.sekisho.operate.Escaped;

/**
 * The command {@code config check}: judges the files of {@code conf} as the daemon would, and
 * starts nothing that captures.
 */
@Component(service = ToIntFunction.class, property = "sekisho.command=config")
public final class ConfigCommand implements ToIntFunction<String[]> {
    private static final int WRONG = 2;

    private final ConfigurationFolder folder;
    private final List<Map.Entry<Map<String, Object>, ConfigurationCheck>> checks;

    /** Made by Declarative Services. */
    @Activate
    public ConfigCommand(
            @Reference ConfigurationFolder folder,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE)
                    List<Map.Entry<Map<String, Object>, ConfigurationCheck>> checks) {
        this.folder = folder;
        this.checks = checks;
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
        List<String> faults = new ArrayList<>(folder.troubles());
        checks.stream().flatMap(ConfigCommand::faults).sorted().forEach(faults::add);
        if (faults.isEmpty()) {
            System.out.println(folder.status().get("files") + " files, nothing is wrong");
            return 0;
        }
        faults.forEach(System.out::println);
        return WRONG;
    }

    private static Stream<String> faults(Map.Entry<Map<String, Object>, ConfigurationCheck> check) {
        // a factory's file has a dash where its PID has the sign of configurations with a name
        String base = String.valueOf(check.getKey().get(Constants.SERVICE_PID)).replace('~', '-');
        return check.getValue().faults().stream()
                .map(fault -> "conf/" + base + ".cfg is refused: " + Escaped.of(fault));
    }
}

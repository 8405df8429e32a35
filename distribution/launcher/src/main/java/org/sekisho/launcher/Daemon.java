// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The command {@code run}: a framework that lives until a signal comes. Components that make sense
 * in a daemon alone wait for the condition {@value #CONDITION}.
 */
final class Daemon {
    /** Value of {@code osgi.condition.id} of the condition that the daemon registers. */
    static final String CONDITION = "sekisho.daemon";

    /** It can be said that it is ready only when all that it offers is there. */
    static final String STARTED = "sekisho.daemon.started";

    private Daemon() {}

    /**
     * Runs until it is told to stop.
     *
     * @return exit status
     */
    static int run(Path distribution, String version, CommandSets commands, CommandLine line)
            throws LaunchException {
        if (line.arguments().contains("--help")) {
            help();
            return 0;
        }
        DaemonArguments arguments = DaemonArguments.parse(line, distribution);
        List<Path> jars =
                new BundleFolder(distribution.resolve("bundles")).find(commands.bundlesOf("run"));
        List<String> names = jars.stream().map(BundleFolder::nameOf).toList();
        try (DaemonHome home = DaemonHome.open(arguments.home())) {
            LogFile log = arguments.log(home.folder());
            ProcessLog.configure(log, line.logLevel("info"), line.logFormat(), names);
            try (CommandFramework framework =
                    new CommandFramework(
                            new CommandFramework.Place(distribution, home.folder(), "run"),
                            version,
                            jars)) {
                framework.endProcessWhenStopped(home::close);
                framework.condition(CONDITION);
                framework.conditionOnceStarted(STARTED);
                if (log != null) {
                    framework.service(Supplier.class, log, Map.of(LogFile.TROUBLE, true));
                }
                framework.start();
                framework.awaitStop();
            }
        }
        return 0;
    }

    private static void help() {
        System.out.println("Usage: sekisho run [--home DIR] [--log-file FILE]");
        System.out.println();
        System.out.println(
                "Watches the sources that are configured in DIR/conf until a signal comes.");
        System.out.println();
        System.out.println(
                "  --home DIR       folder with conf, deploy, data, log and run; what is");
        System.out.println("                   missing is made (default: the distribution's own)");
        System.out.println("  --log-file FILE  the log goes there instead of to standard error; a");
        System.out.println(
                "                   relative name is below DIR/log. Five files of 10 MB.");
    }
}

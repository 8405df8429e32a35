// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** The entry point that {@code bin/sekisho} calls. */
public final class Main {

    /** First words of what is asked of the running daemon; it knows the rest itself. */
    private static final List<String> OPERATIONS =
            List.of(
                    "status",
                    "sources",
                    "detections",
                    "blocks",
                    "allow",
                    "policy",
                    "bundles",
                    "journal",
                    "notify",
                    "firewall",
                    "audit");

    /** It is not asked of the daemon, which may be dead when the rules are to go. */
    private static final String FIREWALL_USAGE =
            """
            Usage: sekisho firewall off|on|check [--home DIR] [--json]
            off: take every rule of ours out at once, with or without a daemon; on: let it block again.
            check: name where on this machine a block would be bypassed; asks the daemon, changes nothing.
            Exit status: 0 done, 1 something is left or passes blocks, 2 wrong usage, 4 no daemon answers
            (on, check).
            """;

    /** Value of {@code osgi.condition.id} that responders wait for when no daemon runs. */
    private static final String FIREWALL_CONDITION = "sekisho.firewall";

    /** The daemon waits 30 s for a firewall that hangs; after that it does not answer any more. */
    private static final int FIREWALL_SECONDS = 35;

    private Main() {}

    /**
     * Runs one command and ends the process with its exit status; 1 if it could not be started, 2
     * if it was called wrongly.
     *
     * @param arguments options of the launcher, the command's name, the command's own arguments
     */
    public static void main(String[] arguments) {
        int status;
        try {
            String distribution = System.getProperty("sekisho.distribution");
            if (distribution == null) {
                throw new LaunchException(1, "start it with bin/sekisho, which says where it is");
            }
            status = run(Path.of(distribution), CommandLine.parse(List.of(arguments)));
        } catch (LaunchException e) {
            System.err.println("sekisho: " + e.getMessage());
            status = e.status();
        } catch (RuntimeException | LinkageError e) {
            System.err.println("sekisho: this is a defect in Sekisho, please report it:");
            e.printStackTrace();
            status = 1;
        }
        System.exit(status);
    }

    private static int run(Path distribution, CommandLine line) throws LaunchException {
        CommandSets commands = new CommandSets(distribution.resolve("conf/commands"));
        if (line.versionWanted()) {
            System.out.println("sekisho " + version());
            return 0;
        }
        if (line.helpWanted()) {
            help(commands, System.out);
            return 0;
        }
        if (line.command().isEmpty()) {
            help(commands, System.err);
            return 2;
        }
        if (line.command().equals("run")) {
            return Daemon.run(distribution, version(), commands, line);
        }
        if (OPERATIONS.contains(line.command())) {
            List<String> words = new ArrayList<>(List.of(line.command()));
            words.addAll(line.arguments());
            if (words.equals(List.of("firewall", "--help"))) {
                System.out.print(FIREWALL_USAGE);
                return 0;
            }
            Path home = home(distribution, words, line);
            return words.size() > 1 && words.subList(0, 2).equals(List.of("firewall", "off"))
                    ? firewallOff(distribution, home, commands, line, words)
                    : ControlClient.run(home, words);
        }
        if (line.command().equals("config")) {
            List<String> words = new ArrayList<>(line.arguments());
            Path home = home(distribution, words, line);
            return runCommand(distribution, home, commands, line, words, List.of());
        }
        return runCommand(distribution, distribution, commands, line, line.arguments(), List.of());
    }

    /** By the daemon if it can; else, as it may be dead or hang, without it. */
    private static int firewallOff(
            Path distribution,
            Path home,
            CommandSets commands,
            CommandLine line,
            List<String> words)
            throws LaunchException {
        String why = "the daemon could not do it";
        try {
            int status = ControlClient.run(home, words, FIREWALL_SECONDS);
            if (status == 0 || status == 2) {
                return status;
            }
        } catch (LaunchException none) {
            if (none.status() != ControlClient.NO_DAEMON) {
                throw none;
            }
            why = none.getMessage();
        }
        System.err.println("sekisho: " + why + "; now the rules are taken out without it");
        List<String> conditions = List.of(FIREWALL_CONDITION);
        List<String> arguments = words.subList(1, words.size());
        return runCommand(distribution, home, commands, line, arguments, conditions);
    }

    /** The daemon's folder; {@code --home} may also stand behind the operation. */
    private static Path home(Path distribution, List<String> words, CommandLine line)
            throws LaunchException {
        int at = words.indexOf("--home");
        if (at >= 0) {
            if (at + 1 == words.size()) {
                throw new LaunchException(2, "--home needs a folder");
            }
            words.remove(at);
            return Path.of(words.remove(at)).toAbsolutePath().normalize();
        }
        return line.home() == null ? distribution : line.home();
    }

    private static int runCommand(
            Path distribution,
            Path home,
            CommandSets commands,
            CommandLine line,
            List<String> arguments,
            List<String> conditions)
            throws LaunchException {
        List<String> names = commands.bundlesOf(line.command());
        List<Path> jars = new BundleFolder(distribution.resolve("bundles")).find(names);
        ProcessLog.configure(System.err, line.logLevel("warn"), line.logFormat(), names(jars));
        try (CommandFramework framework =
                new CommandFramework(
                        new CommandFramework.Place(distribution, home, line.command()),
                        version(),
                        jars)) {
            conditions.forEach(framework::condition);
            framework.start();
            ToIntFunction<String[]> command = framework.awaitCommand(line.command());
            return command.applyAsInt(arguments.toArray(String[]::new));
        }
    }

    private static List<String> names(List<Path> jars) {
        return jars.stream().map(BundleFolder::nameOf).toList();
    }

    private static void help(CommandSets commands, PrintStream out) throws LaunchException {
        out.println("Usage: sekisho [OPTION]... COMMAND [ARGUMENT]...");
        out.println();
        out.println("Commands:");
        commands.summaries().forEach((name, text) -> out.printf("  %-12s %s%n", name, text));
        out.println();
        out.println("Of the running daemon, each with --json for one object a line:");
        out.println("  " + String.join(", ", OPERATIONS));
        out.println();
        out.println("Options:");
        out.println("  --home DIR           the daemon's folder (default: the distribution's own)");
        out.println("  --log-level LEVEL    error, warn (default), info, debug");
        out.println("  --log-format FORMAT  text (default) or json; the log is on standard error");
        out.println("  --prepare            make each later start with this Java shorter, once");
        out.println("  --version            print the version");
        out.println("  --help               print this text");
        out.println();
        out.println("'sekisho COMMAND --help' explains a command.");
    }

    private static String version() {
        return Main.class.getPackage().getImplementationVersion();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.decide.Policy;
import org.sekisho.respond.RuleWriter;

/** {@code sekisho demo}: the real pipeline on a recording that is shipped with it. */
@Component(service = ToIntFunction.class, property = "sekisho.command=demo")
public final class DemoCommand implements ToIntFunction<String[]> {
    /** In the distribution's home. */
    static final String RECORDING = "demo/office-with-softether.pcap";

    private final Analyzer analyzer;
    private final CaptureFiles captures;
    private final Policy policy;
    private final List<RuleWriter> writers;
    private final Path home;
    private final Streams streams;

    /** For Declarative Services; the launcher tells the home as a framework or system property. */
    @Activate
    public DemoCommand(
            BundleContext context,
            @Reference Analyzer analyzer,
            @Reference CaptureFiles captures,
            @Reference Policy policy,
            @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE) List<RuleWriter> writers) {
        this(analyzer, captures, policy, writers, home(context), Streams.ofProcess());
    }

    DemoCommand(
            Analyzer analyzer,
            CaptureFiles captures,
            Policy policy,
            List<RuleWriter> writers,
            Path home,
            Streams streams) {
        this.analyzer = analyzer;
        this.captures = captures;
        this.policy = policy;
        this.writers = List.copyOf(writers);
        this.home = home;
        this.streams = streams;
    }

    private static Path home(BundleContext context) {
        String home = context.getProperty("sekisho.home");
        return Path.of(home == null ? "" : home).toAbsolutePath();
    }

    @Override
    public int applyAsInt(String[] arguments) {
        int understood = Arguments.read(new DemoArguments(), arguments, streams);
        if (understood != Arguments.GO_ON) {
            return understood;
        }
        PrintStream out = streams.out();
        out.println(
                "Sekisho replays a recording of an office network: three people at work with web and");
        out.println(
                "mail, and one computer that runs a SoftEther VPN. It only watches; nothing on this");
        out.println("machine is changed.");
        out.println();
        Outcome outcome =
                new Replay(analyzer, streams)
                        .run(
                                captures.file(home.resolve(RECORDING).toString()),
                                RECORDING,
                                RECORDING,
                                Replay.defaultWorkers());
        if (!outcome.opened()) {
            streams.message(outcome.error());
            streams.message("the recording belongs to the distribution; unpack or build it again");
            return ExitStatus.DAMAGED_INPUT;
        }
        new DemoStory(policy, writers).lines(outcome).forEach(out::println);
        out.flush();
        if (outcome.error() != null) {
            streams.message(outcome.error());
            return ExitStatus.DAMAGED_INPUT;
        }
        return ExitStatus.DONE;
    }
}

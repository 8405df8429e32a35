// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.sekisho.respond.Notice;
import org.sekisho.respond.Notifier;

/**
 * Gives a notice to each notifier that comes, then tests it, and writes what came of that to {@code
 * run/probe-<name>}.
 */
public final class NoticeProbe implements BundleActivator {
    private ServiceTracker<Notifier, Notifier> notifiers;

    @Override
    public void start(BundleContext context) {
        Path run = Path.of(context.getProperty("sekisho.home"), "run");
        notifiers =
                new ServiceTracker<>(context, Notifier.class, null) {
                    @Override
                    public Notifier addingService(ServiceReference<Notifier> reference) {
                        Notifier notifier = super.addingService(reference);
                        new Thread(() -> probe(notifier, run)).start();
                        return notifier;
                    }
                };
        notifiers.open();
    }

    private static void probe(Notifier notifier, Path run) {
        notifier.notify(notice(Notice.Kind.TROUBLE, "The probe has a trouble."));
        String outcome;
        try {
            outcome = "taken: " + notifier.test(notice(Notice.Kind.TEST, "The probe tests."));
        } catch (IOException fault) {
            outcome = "failed: " + fault.getMessage();
        }
        try {
            Path half = Files.createTempFile(run, "probe", ".half");
            Files.writeString(half, outcome);
            Files.move(
                    half,
                    run.resolve("probe-" + notifier.name()),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static Notice notice(Notice.Kind kind, String text) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        return new Notice(kind, 0, now, null, null, text);
    }

    @Override
    public void stop(BundleContext context) {
        notifiers.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.sekisho.analyze.LiveAnalysis;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code run/ready} when every bundle has started, the control socket listens and every
 * configured source is open or its trouble is known.
 */
@Component(service = ReadyFile.class, immediate = true)
public final class ReadyFile {
    private static final Logger LOG = LoggerFactory.getLogger(ReadyFile.class);
    private static final long LOOK_MILLIS = 50;

    private final Path file;
    private final LiveAnalysis analysis;
    private final Thread thread = new Thread(this::await, "sekisho-ready");

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public ReadyFile(
            BundleContext context,
            @Reference ControlSocket socket,
            @Reference LiveAnalysis analysis,
            @Reference(target = "(osgi.condition.id=sekisho.daemon.started)") Condition started) {
        file = Path.of(context.getProperty("sekisho.home"), "run", "ready");
        this.analysis = analysis;
        thread.setDaemon(true);
        thread.start();
    }

    private void await() {
        try {
            while (!analysis.sourcesTried()) {
                Thread.sleep(LOOK_MILLIS);
            }
            Files.writeString(file, ProcessHandle.current().pid() + "\n");
            int sources = analysis.sources().size();
            if (sources == 0) {
                LOG.warn("ready, but no source is configured, so nothing is watched");
            } else {
                LOG.info("ready, sources: {}", sources);
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        } catch (IOException fault) {
            LOG.error("{} can't be written: {}", file, fault.toString());
        }
    }

    @Deactivate
    void stop() throws IOException {
        thread.interrupt();
        Files.deleteIfExists(file);
    }
}

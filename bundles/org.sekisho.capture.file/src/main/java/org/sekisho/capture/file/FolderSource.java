// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameQueue;

/** One folder of captures in the daemon; waits when judging is behind, so that nothing is lost. */
@Component(
        configurationPid = "org.sekisho.capture.folder",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "sekisho.source.waits=true")
@Designate(ocd = FolderConfiguration.class, factory = true)
public final class FolderSource implements CaptureSource {
    private final FolderConfiguration configuration;
    private final CaptureFiles captures;
    private final Path memory;
    private volatile CaptureFolder files;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public FolderSource(
            FolderConfiguration configuration,
            BundleContext context,
            @Reference CaptureFiles captures,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(
                configuration,
                captures,
                Path.of(context.getProperty("sekisho.home"), "data", "captures-read"));
    }

    FolderSource(FolderConfiguration configuration, CaptureFiles captures, Path memoryFolder) {
        this.configuration = configuration;
        this.captures = captures;
        // one file for each folder, whatever its name
        memory =
                memoryFolder.resolve(
                        Integer.toHexString(configuration.folder().hashCode()) + ".txt");
    }

    @Override
    public String name() {
        return configuration.folder();
    }

    @Override
    public List<FrameQueue> open() throws CaptureException {
        Path folder;
        try {
            folder = Path.of(configuration.folder());
        } catch (InvalidPathException fault) {
            throw new CaptureException(
                    "'" + configuration.folder() + "' can't be a folder: " + fault, fault);
        }
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            throw new CaptureException(
                    folder + " is no folder that can be read; make it, or correct the key 'folder'",
                    null);
        }
        if (files == null) {
            // kept when the queue is opened again: what was given already is not given twice
            files =
                    new CaptureFolder(
                            folder,
                            configuration.pattern(),
                            // nobody comes back for what is not complete yet
                            configuration.follow() ? configuration.settle_seconds() * 1000L : -1,
                            memory);
        }
        return List.of(
                new FolderQueue(
                        files,
                        captures,
                        configuration.follow(),
                        configuration.pace().equals("original")));
    }

    @Override
    public String trouble() {
        CaptureFolder present = files;
        return present == null ? "" : present.trouble();
    }

    @Override
    public void close() {
        // everything belongs to the queue
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What another JVM says of its memory (jcmd(1)). */
final class JavaProcess {
    private static final String BUNDLE = "org.apache.felix.framework.BundleImpl";
    private static final String LOADER = "BundleWiringImpl$BundleClassLoader";

    private final long id;

    JavaProcess(long id) {
        this.id = id;
    }

    /**
     * What lives after a full collection.
     *
     * @param bytes of everything
     * @param bundles installed, or uninstalled and still remembered by the framework
     * @param loaders class loaders of bundles
     */
    record Live(long bytes, long bundles, long loaders) {}

    /** Collects, then counts. */
    Live live() throws IOException, InterruptedException {
        long bytes = 0;
        long bundles = 0;
        long loaders = 0;
        // num: #instances #bytes class name (module); at the end the total
        for (String line : ask("GC.class_histogram")) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (words.get(0).equals("Total")) {
                bytes = Long.parseLong(words.get(2));
            } else if (words.size() > 3 && words.get(3).equals(BUNDLE)) {
                bundles += Long.parseLong(words.get(1));
            } else if (words.size() > 3 && words.get(3).contains(LOADER)) {
                loaders += Long.parseLong(words.get(1));
            }
        }
        if (bytes == 0 || bundles == 0 || loaders == 0) {
            throw new IOException("the histogram is not what it used to be");
        }
        return new Live(bytes, bundles, loaders);
    }

    /** Processor time that it has used so far, in seconds. */
    double processorSeconds() {
        return ProcessHandle.of(id)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(duration -> duration.toMillis() / 1e3)
                .orElseThrow();
    }

    private List<String> ask(String command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                String.valueOf(id),
                                command)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + " failed: " + said);
        }
        return said.lines().toList();
    }
}

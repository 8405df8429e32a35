// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository keeps its captures. */
final class Captures {
    private Captures() {}

    /** The capture of this name. */
    static Path file(String name) {
        return above("testdata/captures").resolve(name);
    }

    /** A folder of the repository, which the working directory is somewhere inside. */
    static Path above(String name) {
        Path from = Path.of("").toAbsolutePath();
        Path folder = from;
        while (folder != null && !Files.isDirectory(folder.resolve(name))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new AssertionError("there is no " + name + " above " + from);
        }
        return folder.resolve(name);
    }
}

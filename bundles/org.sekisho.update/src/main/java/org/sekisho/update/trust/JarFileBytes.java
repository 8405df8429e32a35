// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a jar, read once and bounded. */
final class JarFileBytes {
    /** No bundle is as large; a file that is would only fill the memory. */
    static final int LARGEST = 64 << 20;

    private JarFileBytes() {}

    static byte[] read(Path jar) throws RefusedJarException {
        if (!Files.isRegularFile(jar)) {
            throw new RefusedJarException(
                    Files.exists(jar) ? "it is no ordinary file" : "there is no such file");
        }
        try (InputStream in = Files.newInputStream(jar)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new RefusedJarException(
                        "it is larger than " + (LARGEST >> 20) + " MiB, which no bundle is");
            }
            return content;
        } catch (IOException e) {
            throw new RefusedJarException(
                    "it can't be read; make it readable for the user that Sekisho runs as: " + e);
        }
    }
}

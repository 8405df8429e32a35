// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With as many cases as are kept, nobody waits, and memory does not grow with them. */
@Tag("long")
class LargeStoreTest {
    @TempDir Path home;

    @Test
    void asManyCasesAsAreKeptAreOpenedAndFoundInFewMegabytes() throws Exception {
        Path store = home.resolve("store");
        Map<String, Long> figures = new HashMap<>();
        Process process = Jvm.start(LargeStore.class, store.toString());
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.equals("done")) {
                String[] words = line.split(" ");
                figures.put(words[0], Long.parseLong(words[1]));
                line = out.readLine();
            }
            assertThat(line).as("after %s", figures).isEqualTo("done");
        }
        assertThat(process.waitFor()).isZero();
        long size = Files.size(store.resolve("sekisho.mv.db"));
        long read = figures.remove("read");
        System.out.printf(
                "%d cases, %d MiB, %d KiB read to open it, in milliseconds: %s%n",
                LargeStore.CASES, size >> 20, read >> 10, figures);
        // it does not grow with what is kept
        assertThat(read).isLessThan(size / 4);
        // who starts a service waits a minute before it counts as failed, and this is one part
        assertThat(figures.get("open")).isLessThan(30_000);
        // a person who asks waits some seconds
        assertThat(figures.get("newest")).isLessThan(10_000);
        assertThat(figures.get("again")).isLessThan(10_000);
    }
}

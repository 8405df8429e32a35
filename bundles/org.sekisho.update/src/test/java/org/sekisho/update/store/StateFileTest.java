// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;
import org.sekisho.update.store.StoredState.StoredLineage;

class StateFileTest {
    @TempDir Path folder;

    private static StoredState state() {
        StoredEdition one =
                new StoredEdition("a.b", new Version("1.2.0"), "ab".repeat(32), "x.jar", "CN=Ü");
        return new StoredState(
                List.of(new StoredLineage(one, null, one, 17)), Map.of("cd".repeat(32), "threw"));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        StateFile file = new StateFile(folder.resolve("data/state"));
        assertThat(file.read()).isEqualTo(StoredState.empty());
        file.write(state());
        assertThat(file.read()).isEqualTo(state());
    }

    @Test
    void everyFlippedBitAndEveryLengthIsNoticedAndTheFilePutAside() throws IOException {
        Path path = folder.resolve("state");
        StateFile file = new StateFile(path);
        file.write(state());
        byte[] good = Files.readAllBytes(path);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            Files.write(path, bad);
            assertThatThrownBy(file::read)
                    .hasMessageContaining("damaged")
                    .hasMessageContaining("put");
            assertThat(path).doesNotExist();
            Files.write(path, Arrays.copyOf(good, i));
            assertThatThrownBy(file::read).isInstanceOf(StateFile.DamagedException.class);
        }
        assertThat(folder.resolve("state.damaged")).exists();
    }
}

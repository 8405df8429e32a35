// SPDX-License-Identifier: Apache-2.0
package org.sekisho.operate;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Judges what one configuration says, as far as the types and ranges of its metatype can't. The
 * component that is configured so refuses by the same code; this says it without starting that one,
 * for {@code sekisho config check}.
 *
 * <p>A component of its own: it has the PID of the other one, which names the file, and requires
 * the configuration. So Declarative Services makes one for each configuration that is there, when
 * somebody asks.
 */
@ConsumerType
public interface ConfigurationCheck {
    /**
     * What is wrong, one sentence each with key, value and remedy; empty if nothing is. Nobody on
     * the network is asked, and nothing is written.
     */
    List<String> faults();

    /**
     * What a reader of options says that throws at the first value that can't be meant.
     *
     * @param reading throws an {@link IllegalArgumentException} with key, value and remedy
     */
    static List<String> faultsOf(Runnable reading) {
        try {
            reading.run();
            return List.of();
        } catch (IllegalArgumentException wrong) {
            return List.of(String.valueOf(wrong.getMessage()));
        }
    }
}

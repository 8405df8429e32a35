// SPDX-License-Identifier: Apache-2.0
package org.sekisho.operate;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A part of the platform that has something to tell in {@code status}. */
@ConsumerType
public interface StatusSource {
    /** The part's name, such as {@code journal}; key of its object in the status. */
    String section();

    /**
     * Figures and states of this moment, of the kinds that {@link OperationResult#rows} may hold;
     * from any thread, without blocking.
     */
    Map<String, Object> status();

    /**
     * What needs a person's attention now, one sentence each with the remedy; empty if nothing
     * does.
     */
    List<String> troubles();
}

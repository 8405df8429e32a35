// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

/** How sure a detection is. */
public enum State {
    /** Confidence of at least 0.5. */
    SUSPECTED("suspected"),
    /** Confidence of at least 0.9. */
    LIKELY("likely"),
    /** Something definitive was seen. */
    CONFIRMED("confirmed");

    private final String label;

    State(String label) {
        this.label = label;
    }

    /** The word used in output. */
    public String label() {
        return label;
    }
}

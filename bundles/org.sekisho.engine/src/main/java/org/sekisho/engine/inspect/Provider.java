// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

/**
 * Who brings a dissector or detector.
 *
 * @param bundle id of its bundle; -1 if it comes from none
 * @param symbolicName of the bundle
 * @param version of the bundle
 * @param kind {@code stream dissector}, {@code datagram dissector}, {@code link dissector} or
 *     {@code detector}
 */
public record Provider(long bundle, String symbolicName, String version, String kind) {
    /** Nobody in particular. */
    static final Provider UNKNOWN = new Provider(-1, "", "", "participant");

    boolean isDissector() {
        return kind.endsWith("dissector");
    }
}

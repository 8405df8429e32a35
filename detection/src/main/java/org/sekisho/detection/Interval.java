// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detection;

/**
 * A closed interval of lengths.
 *
 * @param from least length that is inside
 * @param to greatest length that is inside
 */
public record Interval(int from, int to) {
    public boolean contains(int length) {
        return from <= length && length <= to;
    }

    /** Whether both have a length in common; a CBC record only bounds what it holds. */
    public boolean meets(Interval other) {
        return from <= other.to && other.from <= to;
    }

    /** The same interval, moved. */
    public Interval plus(int shortest, int longest) {
        return new Interval(from + shortest, to + longest);
    }

    public boolean exact() {
        return from == to;
    }
}

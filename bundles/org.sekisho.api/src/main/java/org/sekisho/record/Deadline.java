// SPDX-License-Identifier: Apache-2.0
package org.sekisho.record;

/**
 * A moment in the future by two clocks: as long as the machine has not been started anew, time is
 * counted by the clock that no one sets; after a start only wall time is left.
 *
 * @param wall wall time in nanoseconds since 1970-01-01 UTC
 * @param boot what tells this start of the machine from others; empty if there is no such thing
 * @param uptime nanoseconds after this start of the machine, sleep included
 */
public record Deadline(long wall, String boot, long uptime) implements java.io.Serializable {}

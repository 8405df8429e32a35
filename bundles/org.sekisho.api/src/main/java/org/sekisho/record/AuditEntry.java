// SPDX-License-Identifier: Apache-2.0
package org.sekisho.record;

/**
 * Somebody changed something.
 *
 * @param time wall time in nanoseconds since 1970-01-01 UTC
 * @param who {@code policy}, or the peer of the control socket, such as {@code uid 1000}
 * @param what the change, such as {@code blocks add pair 192.0.2.1 - 198.51.100.2}
 * @param why the reason that was given, or found by policy
 * @param outcome {@code done}, or what went wrong
 */
public record AuditEntry(long time, String who, String what, String why, String outcome)
        implements java.io.Serializable {}

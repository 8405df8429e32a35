// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.rule;

/**
 * Which types of sets the kernel offers, of those that not every kernel has.
 *
 * @param pairs whether {@code hash:net,net} is there
 * @param macs whether {@code hash:mac} is there
 */
public record SetTypes(boolean pairs, boolean macs) {
    /** What most kernels have. */
    public static final SetTypes ALL = new SetTypes(true, true);

    /** What every kernel has. */
    public static final SetTypes FEWEST = new SetTypes(false, false);
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

import java.util.List;

/**
 * What the allow list and the protect list leave of a block. They are applied last, to what a
 * person adds by hand and to blocks that stand already, too.
 *
 * @param permitted what may be blocked: the block itself, parts of it where something inside is
 *     allowed, or nothing
 * @param reason what was taken out and why, in one sentence for people; empty if nothing was
 * @param isProtected whether the protect list had a say: then only somebody who insists may block
 *     it
 */
public record Clearance(List<Block> permitted, String reason, boolean isProtected) {
    /** Copies the list. */
    public Clearance {
        permitted = List.copyOf(permitted);
    }
}

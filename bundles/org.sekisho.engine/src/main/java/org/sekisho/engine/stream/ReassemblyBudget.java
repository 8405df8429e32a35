// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.stream;

/** How many bytes one worker may hold back, in total and for one flow. Used by one thread. */
public final class ReassemblyBudget {
    private final long total;
    private final int perFlow;
    private long held;
    private long refused;

    /**
     * An empty account.
     *
     * @param total most bytes over all flows
     * @param perFlow most bytes for one flow
     */
    public ReassemblyBudget(long total, int perFlow) {
        this.total = total;
        this.perFlow = perFlow;
    }

    /**
     * Asks for bytes.
     *
     * @param heldByFlow what the flow holds already
     * @return whether they may be held; they are accounted for then
     */
    public boolean take(int bytes, int heldByFlow) {
        if (held + bytes > total || heldByFlow + bytes > perFlow) {
            refused += bytes;
            return false;
        }
        held += bytes;
        return true;
    }

    /** Gives bytes back. */
    public void give(int bytes) {
        held -= bytes;
    }

    /** Bytes held now. */
    public long held() {
        return held;
    }

    /** Bytes that were refused, ever. */
    public long refused() {
        return refused;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.io.IOException;
import java.util.Map;

/** A way to the tables of the kernel. One thread at a time. */
public interface TableAccess extends AutoCloseable {
    /** Name for people. */
    String name();

    /**
     * Reads a table.
     *
     * @param withBlocks whether its elements are wanted too
     * @throws IOException if it can't be read; the message says what to do
     */
    TableState read(Family family, boolean withBlocks) throws IOException;

    /**
     * Makes changes, in transactions as large as the way allows, the first one with everything that
     * is not an element.
     *
     * @return elements that the kernel refused, and why; all others are in force
     * @throws TableGoneException if the table or a set is not there any more
     * @throws IOException if nothing or not everything could be done; the message says what to do
     */
    Map<Element, String> write(Change change) throws IOException;

    /**
     * Takes a table out if it is there.
     *
     * @return whether it was there
     */
    boolean delete(Family family) throws IOException;

    /** What is read after this is compared with what is wanted. */
    void beginToCompare() throws IOException;

    /** Whether it is certain that nobody else has changed anything since then. */
    boolean isUntouched() throws IOException;

    /** Transactions that the kernel accepted. */
    long writes();

    @Override
    void close();
}

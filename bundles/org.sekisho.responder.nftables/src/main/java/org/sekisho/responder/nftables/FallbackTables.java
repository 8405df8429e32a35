// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.io.IOException;
import java.util.Map;
import org.sekisho.linux.netlink.NetlinkException;
import org.sekisho.responder.nftables.table.Change;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.TableAccess;
import org.sekisho.responder.nftables.table.TableState;

/** The direct way to the kernel, and the program {@code nft} where that one fails. */
final class FallbackTables implements TableAccess {
    private final TableAccess first;
    private final TableAccess second;
    private volatile String failure = "";

    FallbackTables(TableAccess first, TableAccess second) {
        this.first = first;
        this.second = second;
    }

    private interface Work<T> {
        T with(TableAccess access) throws IOException;
    }

    private <T> T attempt(Work<T> work) throws IOException {
        try {
            T done = work.with(first);
            failure = "";
            return done;
        } catch (NetlinkException failed) {
            if (failed.error() == NetlinkException.EPERM) {
                throw failed;
            }
            try {
                T done = work.with(second);
                failure = failed.getMessage();
                return done;
            } catch (IOException again) {
                failed.addSuppressed(again);
                throw failed;
            }
        }
    }

    /** Why the direct way failed the last time; empty if it did not. */
    String failure() {
        return failure;
    }

    @Override
    public String name() {
        return failure.isEmpty() ? first.name() : second.name();
    }

    @Override
    public TableState read(Family family, boolean withBlocks) throws IOException {
        return attempt(access -> access.read(family, withBlocks));
    }

    @Override
    public Map<Element, String> write(Change change) throws IOException {
        return attempt(access -> access.write(change));
    }

    @Override
    public boolean delete(Family family) throws IOException {
        return attempt(access -> access.delete(family));
    }

    @Override
    public void beginToCompare() throws IOException {
        first.beginToCompare();
    }

    @Override
    public boolean isUntouched() throws IOException {
        return first.isUntouched();
    }

    @Override
    public long writes() {
        return first.writes() + second.writes();
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}

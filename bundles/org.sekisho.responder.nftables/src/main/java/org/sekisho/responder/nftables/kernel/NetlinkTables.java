// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.kernel;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.linux.netlink.MessageWriter;
import org.sekisho.linux.netlink.NetlinkException;
import org.sekisho.linux.netlink.NetlinkSocket;
import org.sekisho.responder.nftables.table.Change;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.Limit;
import org.sekisho.responder.nftables.table.TableAccess;
import org.sekisho.responder.nftables.table.TableGoneException;
import org.sekisho.responder.nftables.table.TableState;

/** Our tables over one netlink socket that stays open. */
public final class NetlinkTables implements TableAccess {
    private final NetlinkSocket socket;
    private final MessageWriter writer = new MessageWriter();
    private final KernelVersion kernel = KernelVersion.running();
    private final Limit limit;
    private boolean counters = true;
    private volatile long writes;

    /**
     * The kernel's number of the state of the tables when they were compared, and one more for each
     * change of ours since; -1 before that.
     */
    private long generation = -1;

    /**
     * Opens the socket.
     *
     * @throws IOException if the kernel refuses
     * @throws LinkageError without JNA or its native library
     */
    public NetlinkTables(Limit limit) throws IOException {
        socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        this.limit = limit;
    }

    @Override
    public String name() {
        return "netlink";
    }

    /** The kernel's number of the socket, by which others see who changed something. */
    public int port() {
        return socket.port();
    }

    @Override
    public long writes() {
        return writes;
    }

    @Override
    public TableState read(Family family, boolean withBlocks) throws IOException {
        return reader().read(family, withBlocks);
    }

    @Override
    public Map<Element, String> write(Change change) throws IOException {
        Map<Element, String> refused = new HashMap<>();
        Change rest = change;
        while (!rest.isEmpty()) {
            Transaction transaction = transaction(rest.family());
            transaction.structure(rest.start(), rest.sets());
            int done = transaction.elements(rest.steps());
            List<Change.Step> taken = rest.steps().subList(0, done);
            try {
                commit(transaction);
            } catch (NetlinkException failed) {
                recover(rest, transaction, failed, taken, refused);
            }
            rest = rest.onlySteps(rest.steps().subList(done, rest.steps().size()));
        }
        return refused;
    }

    private Transaction transaction(Family family) {
        return new Transaction(socket, writer, kernel, limit, counters, family);
    }

    private void commit(Transaction transaction) throws NetlinkException {
        transaction.commit();
        writes++;
        generation = generation < 0 ? generation : generation + 1 & 0xffff_ffffL;
    }

    private TableReader reader() {
        return new TableReader(socket, writer, limit);
    }

    @Override
    public void beginToCompare() throws IOException {
        generation = reader().generation();
    }

    @Override
    public boolean isUntouched() throws IOException {
        return generation >= 0 && generation == reader().generation();
    }

    /** Does again in parts what was refused as a whole. */
    private void recover(
            Change change,
            Transaction transaction,
            NetlinkException failed,
            List<Change.Step> steps,
            Map<Element, String> refused)
            throws IOException {
        boolean hasStructure = change.start() != Change.Start.KEEP || !change.sets().isEmpty();
        if (failed.error() == NetlinkException.EPERM || failed.sequence() == 0) {
            throw failed;
        }
        if (hasStructure && transaction.isStructure(failed)) {
            if (change.start() == Change.Start.KEEP || failed.error() == NetlinkException.EEXIST) {
                throw new TableGoneException("the table is not what it was", failed);
            }
            if (System.getenv("DBG") == null && counters && lacksStatements(failed)) {
                counters = false;
                refused.putAll(write(change.withSteps(steps)));
                return;
            }
            throw failed;
        }
        if (hasStructure) {
            write(change.withSteps(List.of()));
            refused.putAll(write(change.onlySteps(steps)));
        } else if (steps.size() > 1) {
            int half = steps.size() / 2;
            refused.putAll(write(change.onlySteps(steps.subList(0, half))));
            refused.putAll(write(change.onlySteps(steps.subList(half, steps.size()))));
        } else {
            refuse(steps.get(0), failed, refused);
        }
    }

    /** Statements of elements are younger than sets (Linux 5.7 and 5.11). */
    private static boolean lacksStatements(NetlinkException failed) {
        return failed.error() == NetlinkException.EINVAL
                || failed.error() == NetlinkException.EOPNOTSUPP;
    }

    private static void refuse(
            Change.Step step, NetlinkException failed, Map<Element, String> refused)
            throws TableGoneException {
        if (failed.error() == NetlinkException.ENOENT) {
            if (step.kind() != Change.Kind.REMOVE) {
                throw new TableGoneException("a set of the table is gone", failed);
            }
            // it had ended by itself
            return;
        }
        refused.put(step.element(), failed.getMessage());
    }

    @Override
    public boolean delete(Family family) throws IOException {
        Transaction transaction = transaction(family);
        transaction.deleteTable();
        try {
            commit(transaction);
            return true;
        } catch (NetlinkException failed) {
            if (failed.error() == NetlinkException.ENOENT) {
                return false;
            }
            throw failed;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.program;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.responder.nftables.table.Change;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.Limit;
import org.sekisho.responder.nftables.table.TableAccess;
import org.sekisho.responder.nftables.table.TableGoneException;
import org.sekisho.responder.nftables.table.TableLayout;
import org.sekisho.responder.nftables.table.TableState;
import org.sekisho.responder.nftables.table.TableText;

/** Our tables by calls of {@code nft}, one for each transaction. */
public final class NftTables implements TableAccess {
    private static final String NOTHING_THERE = "No such file or directory";
    private static final String NOT_PERMITTED = "Operation not permitted";
    private static final int MOST_STEPS = 100_000;

    private final SystemProgram program;
    private final Limit limit;
    private volatile long writes;

    /** With this program. */
    public NftTables(SystemProgram program, Limit limit) {
        this.program = program;
        this.limit = limit;
    }

    @Override
    public String name() {
        return "nft";
    }

    @Override
    public long writes() {
        return writes;
    }

    @Override
    public TableState read(Family family, boolean withBlocks) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-j"));
        if (!withBlocks) {
            arguments.add("-t");
        }
        arguments.addAll(List.of("list", "table", family.word(), TableLayout.NAME));
        SystemProgram.Result result = program.run("", arguments.toArray(String[]::new));
        if (result.status() == 0) {
            return Listing.read(family, result.output());
        }
        if (result.error().contains(NOTHING_THERE)) {
            return TableState.ABSENT;
        }
        throw failure(result);
    }

    @Override
    public Map<Element, String> write(Change change) throws IOException {
        Map<Element, String> refused = new HashMap<>();
        Change rest = change;
        while (!rest.isEmpty()) {
            int count = Math.min(MOST_STEPS, rest.steps().size());
            List<Change.Step> steps = rest.steps().subList(0, count);
            SystemProgram.Result result = program.run(text(rest.withSteps(steps)), "-f", "-");
            if (result.status() == 0) {
                writes++;
            } else {
                recover(rest, steps, result, refused);
            }
            rest = rest.onlySteps(rest.steps().subList(count, rest.steps().size()));
        }
        return refused;
    }

    private String text(Change change) {
        TableText text = new TableText(change.family(), limit);
        List<String> commands = new ArrayList<>();
        if (change.start() == Change.Start.MAKE_ANEW) {
            commands.add("delete table " + change.family().table());
        }
        if (change.start() != Change.Start.KEEP) {
            commands.addAll(text.table());
        }
        commands.addAll(text.sets(change.sets()));
        for (Change.Step step : change.steps()) {
            if (step.kind() != Change.Kind.ADD) {
                commands.add(text.delete(step.element()));
            }
            if (step.kind() != Change.Kind.REMOVE) {
                commands.add(text.add(step.element(), Duration.ofMillis(step.millis())));
            }
        }
        return String.join("\n", commands) + "\n";
    }

    /** Does again in parts what was refused as a whole. */
    private void recover(
            Change change,
            List<Change.Step> steps,
            SystemProgram.Result result,
            Map<Element, String> refused)
            throws IOException {
        boolean hasStructure = change.start() != Change.Start.KEEP || !change.sets().isEmpty();
        if (result.error().contains(NOT_PERMITTED) || hasStructure && steps.isEmpty()) {
            throw failure(result);
        }
        if (hasStructure) {
            write(change.withSteps(List.of()));
            refused.putAll(write(change.onlySteps(steps)));
        } else if (steps.size() > 1) {
            int half = steps.size() / 2;
            refused.putAll(write(change.onlySteps(steps.subList(0, half))));
            refused.putAll(write(change.onlySteps(steps.subList(half, steps.size()))));
        } else if (!result.error().contains(NOTHING_THERE)) {
            refused.put(steps.get(0).element(), failure(result).getMessage());
        } else if (steps.get(0).kind() != Change.Kind.REMOVE) {
            throw new TableGoneException("the table or a set of it is gone", failure(result));
        }
    }

    private static IOException failure(SystemProgram.Result result) {
        String first = result.error().lines().findFirst().orElse("without a word");
        return result.error().contains(NOT_PERMITTED)
                ? new IOException(
                        "nftables may not be changed by nft: run with the ambient capability"
                                + " CAP_NET_ADMIN (systemd: AmbientCapabilities=CAP_NET_ADMIN; or"
                                + " setpriv --inh-caps +net_admin --ambient-caps +net_admin), or as"
                                + " root")
                : new IOException(
                        "nft ended with status "
                                + result.status()
                                + ": "
                                + first
                                + "; try 'nft list ruleset' by hand");
    }

    @Override
    public boolean delete(Family family) throws IOException {
        SystemProgram.Result result =
                program.run("", "delete", "table", family.word(), TableLayout.NAME);
        if (result.status() == 0) {
            writes++;
            return true;
        }
        if (result.error().contains(NOTHING_THERE)) {
            return false;
        }
        throw failure(result);
    }

    @Override
    public void beginToCompare() {
        // nobody here would know of changes
    }

    @Override
    public boolean isUntouched() {
        return false;
    }

    @Override
    public void close() {
        // nothing stays open
    }
}

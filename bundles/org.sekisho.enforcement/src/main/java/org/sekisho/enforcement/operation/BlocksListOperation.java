// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.decide.Block;
import org.sekisho.enforcement.Enforcement;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.record.RecordedBlock;
import org.sekisho.respond.Enforcer.Standing;

/** {@code blocks list}: what is blocked, until when and why, and whether it helps. */
@Component
public final class BlocksListOperation implements Operation {
    private static final int MOST = 1000;

    private final Enforcement enforcement;

    /** Made by Declarative Services. */
    @Activate
    public BlocksListOperation(@Reference Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    @Override
    public String words() {
        return "blocks list";
    }

    @Override
    public String summary() {
        return "What is blocked, until when and why, and whether it helps; --all: what ended, too";
    }

    @Override
    public String arguments() {
        return "[--all] [--most N]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        Arguments arguments = Arguments.of(this, request, Set.of("--most"), Set.of("--all"));
        arguments.none();
        int most = arguments.most(MOST);
        return enforcement.call(() -> list(arguments.has("--all"), most));
    }

    private OperationResult list(boolean all, int most) {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        Map<String, Map<Block, Standing>> standing = enforcement.stage().firewalls().standing();
        for (WantedBlock block : enforcement.stage().wanted().all()) {
            if (rows.size() < most) {
                rows.add(
                        BlockRow.of(
                                block, enforcement.stage().wanted().remaining(block), standing));
                lines.add(BlockRow.text(block, enforcement.stage().wanted().remaining(block)));
            }
        }
        if (all) {
            for (RecordedBlock block : enforcement.stage().ledger().blocks(Long.MIN_VALUE, most)) {
                if (block.ended() != 0 && rows.size() < most) {
                    rows.add(BlockRow.ended(block));
                    lines.add(BlockRow.text(block));
                }
            }
        }
        return new OperationResult(0, rows, BlockRow.lines(lines, "Nothing is blocked."));
    }
}

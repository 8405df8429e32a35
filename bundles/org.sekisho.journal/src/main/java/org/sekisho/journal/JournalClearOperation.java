// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code journal clear}: deletes what is stored. Who asked for it is in the log. */
@Component(service = Operation.class)
public final class JournalClearOperation implements Operation {
    private static final Logger AUDIT = LoggerFactory.getLogger("org.sekisho.audit");
    private final DiskJournal journal;

    /** Made by Declarative Services. */
    @Activate
    public JournalClearOperation(@Reference DiskJournal journal) {
        this.journal = journal;
    }

    @Override
    public String words() {
        return "journal clear";
    }

    @Override
    public String summary() {
        return "deletes all events that are stored";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        if (!request.arguments().isEmpty()) {
            throw new OperationException(2, "journal clear takes no arguments");
        }
        try {
            long events = journal.clear();
            AUDIT.info("journal clear by {}: {} events deleted", request.caller(), events);
            return new OperationResult(
                    0, List.of(Map.of("deleted", events)), events + " events deleted.\n");
        } catch (IOException e) {
            AUDIT.warn("journal clear by {} failed: {}", request.caller(), e.toString());
            throw new OperationException(
                    1,
                    "not everything could be deleted (%s): see that data/journal may be written, then repeat"
                            .formatted(e.getMessage()));
        }
    }
}

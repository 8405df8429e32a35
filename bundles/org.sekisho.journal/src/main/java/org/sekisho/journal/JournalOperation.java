// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;

/** {@code journal}: how far the journal reaches back, in words. */
@Component(service = Operation.class)
public final class JournalOperation implements Operation {
    private final JournalStatus journal;

    /** Made by Declarative Services. */
    @Activate
    public JournalOperation(@Reference JournalStatus journal) {
        this.journal = journal;
    }

    @Override
    public String words() {
        return "journal";
    }

    @Override
    public String summary() {
        return "how far the event journal reaches back, and what it costs";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        if (!request.arguments().isEmpty()) {
            throw new OperationException(2, "journal takes no arguments; see also: journal clear");
        }
        Map<String, Object> status = journal.status();
        List<String> troubles = journal.troubles();
        return new OperationResult(
                troubles.isEmpty() ? 0 : 1, List.of(status), text(status, troubles));
    }

    private static String text(Map<String, Object> status, List<String> troubles) {
        StringBuilder text = new StringBuilder();
        if (Boolean.FALSE.equals(status.get("enabled"))) {
            text.append("The journal is switched off; nothing is kept.\n");
        } else {
            Object from = status.get("back_to");
            text.append(
                    from == null
                            ? "The journal is empty.\n"
                            : "Complete back to %s; %s events.%n"
                                    .formatted(from, status.get("events")));
            ((Map<?, ?>) status.get("back_to_by_type"))
                    .forEach(
                            (type, time) -> text.append("  %s back to %s%n".formatted(type, time)));
            if (from != null && !from.equals(status.get("oldest_event"))) {
                text.append(
                        "Some are older, the oldest of %s: of flows that are alive, or of types within their quota.%n"
                                .formatted(status.get("oldest_event")));
            }
            text.append(
                    "Takes %s of %s bytes on disk; %s flows are alive.%n"
                            .formatted(
                                    status.get("bytes_on_disk"),
                                    status.get("most_bytes_on_disk"),
                                    status.get("flows_alive")));
            text.append(
                    "Forgotten by type: %s. Lost: %s. Pieces skipped as damaged: %s.%n"
                            .formatted(
                                    status.get("forgotten"),
                                    status.get("lost"),
                                    status.get("skipped_damaged")));
            text.append(
                    "Cost since its start: %s bytes written, %s of them again; %.3f s recording, %.3f s writing.%n"
                            .formatted(
                                    (Long) status.get("bytes_written")
                                            + (Long) status.get("bytes_rewritten"),
                                    status.get("bytes_rewritten"),
                                    status.get("seconds_recording"),
                                    status.get("seconds_writing")));
        }
        troubles.forEach(trouble -> text.append(trouble).append('\n'));
        return text.toString();
    }
}

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
                            : "Reaches back to %s with %s events.%n"
                                    .formatted(from, status.get("events")));
            text.append(
                    "Takes %s of %s bytes on disk; %s flows are alive.%n"
                            .formatted(
                                    status.get("bytes_on_disk"),
                                    status.get("most_bytes_on_disk"),
                                    status.get("flows_alive")));
            text.append(
                    "Forgotten by type: %s. Pieces skipped as damaged: %s.%n"
                            .formatted(status.get("forgotten"), status.get("skipped_damaged")));
            text.append(
                    "Cost since its start: %s bytes written, %.3f s recording, %.3f s writing.%n"
                            .formatted(
                                    status.get("bytes_written"),
                                    status.get("seconds_recording"),
                                    status.get("seconds_writing")));
        }
        troubles.forEach(trouble -> text.append(trouble).append('\n'));
        return text.toString();
    }
}

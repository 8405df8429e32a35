// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.enforcement.Enforcement;
import org.sekisho.enforcement.notice.Notices;
import org.sekisho.operate.Escaped;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.respond.Notice;

/** {@code notify test}: whether people would be told. */
@Component
public final class NotifyTestOperation implements Operation {
    private final Enforcement enforcement;

    /** Made by Declarative Services. */
    @Activate
    public NotifyTestOperation(@Reference Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    @Override
    public String words() {
        return "notify test";
    }

    @Override
    public String summary() {
        return "Send a notice through all notifiers or one, and wait for the answer";
    }

    @Override
    public String arguments() {
        return "[NAME]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        String name = Arguments.of(this, request, Set.of(), Set.of()).single();
        Notices notices = enforcement.stage().notices();
        Notice notice =
                new Notice(
                        Notice.Kind.TEST,
                        0,
                        enforcement.stage().clock().wall(),
                        null,
                        null,
                        "A test of notices, asked for by " + request.caller() + ".");
        // on the caller's own thread: a mail server may take its time
        Map<String, String> answers = notices.test(notice, name);
        if (answers.isEmpty()) {
            throw new OperationException(
                    1,
                    name == null
                            ? "no notifier is configured, so nobody is told of anything; add a"
                                    + " file such as conf/org.sekisho.responder.email.cfg"
                            : "there is no notifier '"
                                    + name
                                    + "'; there are: "
                                    + String.join(", ", notices.names()));
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int status = 0;
        for (Map.Entry<String, String> answer : answers.entrySet()) {
            boolean failed = answer.getValue().startsWith("!");
            String words = Escaped.of(answer.getValue().substring(failed ? 1 : 0));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("type", "notifier");
            row.put("name", Escaped.of(answer.getKey()));
            row.put("delivered", !failed);
            row.put("answer", words);
            rows.add(row);
            text.append(
                    "%s: %s: %s%n"
                            .formatted(row.get("name"), failed ? "FAILED" : "delivered", words));
            status = failed ? 1 : status;
        }
        return new OperationResult(status, rows, text.toString());
    }
}

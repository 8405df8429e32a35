// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;

/** {@code bundles verify FILE}: every check of a jar and how it came out; installs nothing. */
@Component
public final class VerifyOperation implements Operation {
    private final BundleVerifier verifier;

    /** The operation on this verifier. */
    @Activate
    public VerifyOperation(@Reference BundleVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public String words() {
        return "bundles verify";
    }

    @Override
    public String summary() {
        return "Tell whether a bundle may enter, and why not; installs nothing";
    }

    @Override
    public String arguments() {
        return "FILE";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        if (request.arguments().size() != 1) {
            throw new OperationException(2, "name one jar: sekisho bundles verify FILE");
        }
        Path jar = Path.of(request.arguments().get(0));
        Verdict verdict = verifier.verify(jar);
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Check check : verdict.checks()) {
            String outcome = check.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("check", check.name());
            row.put("outcome", outcome);
            row.put("reason", check.sentence());
            rows.add(row);
            text.append(String.format("%-12s %-12s %s%n", check.name(), outcome, check.sentence()));
        }
        Map<String, Object> last = new LinkedHashMap<>();
        last.put("accepted", verdict.accepted());
        last.put("name", verdict.symbolicName());
        last.put("version", verdict.version().toString());
        last.put("signer", verdict.signer().map(Signer::subject).orElse(null));
        last.put("trusted by", verdict.signer().map(Signer::trustFile).orElse(null));
        last.put(
                "permissions",
                verdict.permissions().stream().sorted().map(Permission::word).toList());
        last.put("sha256", verdict.sha256());
        rows.add(last);
        text.append(verdict.symbolicName())
                .append(' ')
                .append(verdict.version())
                .append(verdict.accepted() ? ": accepted" : ": refused")
                .append(System.lineSeparator());
        return new OperationResult(verdict.accepted() ? 0 : 1, rows, text.toString());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.operate.Escaped;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;

/** {@code firewall check}: where on this machine a block would be bypassed. Changes nothing. */
public final class FirewallCheckOperation implements Operation {
    private final SystemProgram nft;
    private final boolean bridgesAll;

    /**
     * With this program.
     *
     * @param bridgesAll whether all blocks apply to frames of a bridge
     */
    public FirewallCheckOperation(SystemProgram nft, boolean bridgesAll) {
        this.nft = nft;
        this.bridgesAll = bridgesAll;
    }

    @Override
    public String words() {
        return "firewall check";
    }

    @Override
    public String summary() {
        return "Name where on this machine a block would be bypassed";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        if (!request.arguments().isEmpty()) {
            throw new OperationException(2, "firewall check takes no arguments");
        }
        List<Finding> findings = new ArrayList<>();
        try {
            SystemProgram.Result listed = nft.run("", "-j", "-t", "list", "ruleset");
            if (listed.status() != 0) {
                throw new IOException(
                        "nft ended with status "
                                + listed.status()
                                + ": "
                                + Escaped.of(
                                        listed.error()
                                                .lines()
                                                .findFirst()
                                                .orElse("without a word")));
            }
            findings.addAll(RulesetCheck.of(listed.output()));
        } catch (IOException failed) {
            throw new OperationException(
                    1, "the ruleset could not be read: " + failed.getMessage());
        }
        findings.addAll(SurroundingsCheck.of(Path.of("/"), bridgesAll));
        findings.sort(Comparator.comparing(Finding::severity));
        long bypasses =
                findings.stream()
                        .filter(finding -> finding.severity() == Finding.Severity.BYPASS)
                        .count();
        StringBuilder text = new StringBuilder();
        findings.forEach(finding -> text.append(finding.text()));
        text.append(
                bypasses == 0
                        ? "No way past a block was found"
                                + (findings.isEmpty() ? ".\n" : ", but for what is said above.\n")
                        : bypasses
                                + (bypasses == 1
                                        ? " way past a block was"
                                        : " ways past a block were")
                                + " found.\n");
        return new OperationResult(
                bypasses == 0 ? 0 : 1,
                findings.stream().map(Finding::row).toList(),
                text.toString());
    }
}

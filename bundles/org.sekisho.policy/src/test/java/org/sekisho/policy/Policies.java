// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import org.sekisho.policy.allow.AllowEntries;
import org.sekisho.policy.confirm.Confirmation;
import org.sekisho.policy.file.LastUnderstood;
import org.sekisho.policy.operation.AuditTrail;

/** Policies that remember nothing on disk. */
public final class Policies {
    private Policies() {}

    /** One that only says what would be blocked. */
    public static ConfiguredPolicy ofACommand(AuditTrail audit, String... options) {
        return made(audit, false, options);
    }

    /** One that blocks if it is told to. */
    public static ConfiguredPolicy ofADaemon(AuditTrail audit, String... options) {
        return made(audit, true, options);
    }

    private static ConfiguredPolicy made(AuditTrail audit, boolean isDaemon, String... options) {
        return new ConfiguredPolicy(
                OptionTexts.with(options),
                new AllowEntries(),
                audit,
                isDaemon,
                new Confirmation(null),
                new LastUnderstood(null));
    }
}

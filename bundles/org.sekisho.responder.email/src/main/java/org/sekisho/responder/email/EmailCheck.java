// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges to whom mail goes, and when. */
@Component(
        configurationPid = "org.sekisho.responder.email",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class EmailCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public EmailCheck(EmailConfiguration configuration) {
        faults = MailSettings.of(configuration).faults();
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges where messages are sent. */
@Component(
        configurationPid = "org.sekisho.responder.syslog",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SyslogCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public SyslogCheck(SyslogConfiguration configuration, BundleContext context) {
        faults =
                SyslogNotifier.faults(
                        configuration, Path.of(context.getProperty("sekisho.home"), "conf"));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}

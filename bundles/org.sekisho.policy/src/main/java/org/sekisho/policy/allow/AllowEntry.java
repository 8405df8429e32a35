// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.policy.file.LastUnderstood;
import org.sekisho.policy.rule.OptionValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One entry of the allow list, as its file says. A file that can't be understood leaves what it
 * said before, also over a restart of the daemon: a slip of the pen must not cut anybody off.
 */
@Component(
        service = AllowEntry.class,
        configurationPid = AllowEntry.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AllowConfiguration.class, factory = true)
public final class AllowEntry {
    /** Factory PID. */
    public static final String PID = "org.sekisho.policy.allow";

    private static final Logger LOG = LoggerFactory.getLogger(AllowEntry.class);

    private final String name;
    private final LastUnderstood former;
    private volatile AllowRule rule;
    private volatile SortedMap<String, String> values = new TreeMap<>();
    private volatile String fault = "";

    /** Made by Declarative Services, for each file. */
    @Activate
    public AllowEntry(
            AllowConfiguration configuration,
            Map<String, Object> properties,
            BundleContext context) {
        String pid = (String) properties.get(Constants.SERVICE_PID);
        name = pid.substring(pid.indexOf('~') + 1);
        former = LastUnderstood.of(context, PID + "-" + name);
        take(OptionValues.of(AllowConfiguration.class, configuration));
        if (rule == null) {
            former.read().ifPresent(this::takeFormer);
        }
    }

    @Modified
    void modified(AllowConfiguration configuration) {
        take(OptionValues.of(AllowConfiguration.class, configuration));
    }

    @Deactivate
    void gone(int reason) {
        if (reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED) {
            former.forget();
        }
    }

    private void take(SortedMap<String, String> told) {
        try {
            rule = AllowRule.parse(name, told);
            values = told;
            fault = "";
            former.keep(told);
        } catch (IllegalArgumentException wrong) {
            fault =
                    "conf/"
                            + PID
                            + "-"
                            + name
                            + ".cfg is refused: "
                            + wrong.getMessage()
                            + " (what it said before stays)";
            LOG.error("{}", fault);
        }
    }

    private void takeFormer(SortedMap<String, String> copy) {
        try {
            SortedMap<String, String> all = OptionValues.defaults(AllowConfiguration.class);
            all.putAll(copy);
            rule = AllowRule.parse(name, all);
            values = all;
        } catch (IllegalArgumentException damaged) {
            LOG.warn("the former state of {} can't be read: {}", name, damaged.getMessage());
        }
    }

    /** What tells it from others. */
    String name() {
        return name;
    }

    /** What its file says, all keys; empty if it was never understood. */
    SortedMap<String, String> values() {
        return new TreeMap<>(values);
    }

    /** What it says; null if it was never understood. */
    AllowRule rule() {
        return rule;
    }

    /** What is wrong with its file, with the remedy; empty if nothing is. */
    public String fault() {
        return fault;
    }
}

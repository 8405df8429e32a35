// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.linux.firewall.Firewall;
import org.sekisho.linux.firewall.TakeAways;
import org.sekisho.operate.Escaped;
import org.sekisho.responder.iptables.program.Ipset;
import org.sekisho.responder.iptables.program.Iptables;

/** The parts put together: the programs, what is wanted, and who watches over it. */
final class IptablesFirewall implements Firewall {
    private static final long STOP_MILLIS = 1000;

    private final Tables tables;
    private final IptablesEnforcer enforcer;
    private final Reconciler reconciler;

    IptablesFirewall(IptablesConfiguration options) {
        Duration patience = Duration.ofSeconds(options.program_seconds());
        tables =
                new Tables(
                        new Iptables(options.iptables(), "iptables", patience),
                        new Iptables(options.ip6tables(), "ip6tables", patience),
                        new Ipset(options.ipset(), patience),
                        options.limit_rate());
        TakeAways takeAways =
                new TakeAways(
                        "iptables",
                        options.taken_away_most(),
                        Duration.ofMinutes(options.taken_away_minutes()));
        enforcer = new IptablesEnforcer(tables, takeAways, this::watch);
        reconciler = new Reconciler(enforcer, options.check_seconds());
    }

    private void watch() {
        reconciler.start();
    }

    @Override
    public IptablesEnforcer enforcer() {
        return enforcer;
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("by", Escaped.of(tables.version()));
        status.put("writes", tables.writes());
        status.putAll(enforcer.report().figures());
        return status;
    }

    @Override
    public List<String> troubles() {
        String trouble = enforcer.report().trouble();
        return trouble.isEmpty() ? List.of() : List.of(trouble);
    }

    @Override
    public void close() {
        reconciler.stop(STOP_MILLIS);
    }
}

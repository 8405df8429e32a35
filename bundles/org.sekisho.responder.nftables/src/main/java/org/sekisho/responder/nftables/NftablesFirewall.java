// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.linux.firewall.Firewall;
import org.sekisho.linux.firewall.TakeAways;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.operate.Escaped;
import org.sekisho.responder.nftables.kernel.NetlinkTables;
import org.sekisho.responder.nftables.program.NftTables;
import org.sekisho.responder.nftables.table.Limit;
import org.sekisho.responder.nftables.table.TableAccess;

/** The parts put together: a way to the kernel, what is wanted there, and who watches over it. */
final class NftablesFirewall implements Firewall {
    private static final long STOP_MILLIS = 1000;

    private final TableAccess access;
    private final FallbackTables fallback;
    private final String noNetlink;
    private final Tables tables;
    private final NftablesEnforcer enforcer;
    private final Reconciler reconciler;

    NftablesFirewall(NftablesConfiguration options) {
        Limit limit = new Limit(options.limit_rate());
        NftTables program =
                new NftTables(
                        new SystemProgram(
                                options.program(),
                                Duration.ofSeconds(options.program_seconds()),
                                "nftables"),
                        limit);
        NetlinkTables netlink = null;
        String reason = "";
        try {
            netlink = new NetlinkTables(limit);
        } catch (IOException | LinkageError unavailable) {
            reason = String.valueOf(unavailable.getMessage());
        }
        noNetlink = reason;
        fallback = netlink == null ? null : new FallbackTables(netlink, program);
        access = fallback == null ? program : fallback;
        tables = new Tables(access, options.bridge().equals("all"));
        TakeAways takeAways =
                new TakeAways(
                        "nftables",
                        options.taken_away_most(),
                        Duration.ofMinutes(options.taken_away_minutes()));
        enforcer = new NftablesEnforcer(tables, takeAways, this::watch);
        reconciler =
                new Reconciler(
                        enforcer, netlink == null ? -1 : netlink.port(), options.check_seconds());
    }

    private void watch() {
        reconciler.start();
    }

    @Override
    public NftablesEnforcer enforcer() {
        return enforcer;
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("by", access.name());
        status.put("writes", access.writes());
        status.putAll(enforcer.report().figures());
        return status;
    }

    @Override
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        troubles.add(enforcer.report().trouble());
        troubles.add(tables.bridgeTrouble());
        troubles.add(reconciler.trouble());
        if (fallback != null && !fallback.failure().isEmpty()) {
            troubles.add(
                    "The kernel's nftables could not be spoken to directly ("
                            + fallback.failure()
                            + "); the program nft is used, which is slower");
        } else if (!noNetlink.isEmpty()) {
            troubles.add(
                    "Netlink is not available ("
                            + Escaped.of(noNetlink)
                            + "); the program nft is used, which is slower. If /tmp allows no"
                            + " programs, name another folder:"
                            + " SEKISHO_JAVA_OPTS=-Djna.tmpdir=FOLDER");
        }
        troubles.removeIf(String::isEmpty);
        return troubles;
    }

    @Override
    public void close() {
        reconciler.stop(STOP_MILLIS);
        enforcer.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.sekisho.enforcement.wanted.Firewalls;
import org.sekisho.enforcement.wanted.Switches;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.Enforcer;

/**
 * The command {@code firewall off} where no daemon answers: takes every rule of ours out, and
 * leaves word for the daemon that starts next.
 */
@Component(service = ToIntFunction.class, property = "sekisho.command=firewall")
public final class FirewallCommand implements ToIntFunction<String[]> {
    private static final int WRONG = 2;

    /** Responders are configured while they start, so they may come, go and come again. */
    private static final long SETTLED_MILLIS = 300;

    private static final long PATIENCE_MILLIS = 5_000;

    private final List<Enforcer> enforcers = new CopyOnWriteArrayList<>();
    private final Switches switches;
    private volatile long changed = System.nanoTime();

    /** Made by Declarative Services. */
    @Activate
    public FirewallCommand(BundleContext context) {
        switches = new Switches(Path.of(context.getProperty("sekisho.home")));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEnforcer(Enforcer enforcer) {
        enforcers.add(enforcer);
        changed = System.nanoTime();
    }

    void unbindEnforcer(Enforcer enforcer) {
        enforcers.remove(enforcer);
        changed = System.nanoTime();
    }

    @Override
    public int applyAsInt(String[] words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        String reason = "no reason was given";
        int at = arguments.indexOf("--reason");
        if (at >= 0 && at + 1 < arguments.size()) {
            arguments.remove(at);
            reason = arguments.remove(at);
        }
        arguments.remove("--json");
        boolean help = arguments.contains("--help");
        if (help || !arguments.equals(List.of("off"))) {
            PrintStream out = help ? System.out : System.err;
            out.println("Usage: sekisho [--home DIR] firewall off [--reason TEXT]");
            out.println(
                    "Takes every rule of ours out of the firewall at once, also when no daemon");
            out.println("runs, and puts none in until 'sekisho firewall on'. Needs CAP_NET_ADMIN.");
            return help ? 0 : WRONG;
        }
        switches.off("by " + System.getProperty("user.name") + " without a daemon: " + reason);
        return clear();
    }

    private int clear() {
        awaitResponders();
        int status = enforcers.isEmpty() ? 1 : 0;
        for (Enforcer enforcer : enforcers) {
            String left = Firewalls.clear(enforcer);
            if (left.isEmpty()) {
                System.out.println(Firewalls.name(enforcer) + ": nothing of ours is left");
            } else {
                System.err.println(Firewalls.name(enforcer) + ": " + Escaped.of(left));
                status = 1;
            }
        }
        if (enforcers.isEmpty()) {
            System.err.println("sekisho: no firewall responder could be started; see above");
        }
        if (switches.trouble().isEmpty()) {
            System.out.println(
                    "The daemon that starts next puts nothing in until 'sekisho firewall on'.");
        } else {
            System.err.println("sekisho: " + switches.trouble());
            status = 1;
        }
        return status;
    }

    private void awaitResponders() {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENCE_MILLIS * 1_000_000
                && (enforcers.isEmpty()
                        || System.nanoTime() - changed < SETTLED_MILLIS * 1_000_000)) {
            try {
                Thread.sleep(SETTLED_MILLIS / 10);
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

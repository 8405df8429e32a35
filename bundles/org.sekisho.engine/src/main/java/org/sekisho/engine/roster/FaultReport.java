// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.roster;

import java.util.Collection;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.sekisho.exchange.FaultListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every {@link FaultListener} who was taken out, on a thread of its own for each fault, so
 * that a listener may take its time to bring back a former version.
 *
 * <p>Listeners are looked up when there is something to tell. As a reference they would be part of
 * a circle: whoever listens also needs the roster.
 */
@Component(service = FaultReport.class)
public final class FaultReport {
    private static final Logger LOG = LoggerFactory.getLogger(FaultReport.class);

    private final BundleContext context;

    /** Made by Declarative Services. */
    @Activate
    public FaultReport(BundleContext context) {
        this.context = context;
    }

    /**
     * Somebody was taken out; returns at once.
     *
     * @param bundle id of its bundle
     * @param reason what it did, in one sentence
     * @param since {@link System#nanoTime} when it began
     */
    public void takenOut(long bundle, String reason, long since) {
        Thread thread =
                new Thread(() -> tell(bundle, reason, since), "sekisho-fault-of-bundle-" + bundle);
        thread.setDaemon(true);
        thread.start();
    }

    private void tell(long bundle, String reason, long since) {
        for (ServiceReference<FaultListener> reference : listeners()) {
            try {
                FaultListener listener = context.getService(reference);
                if (listener != null) {
                    listener.takenOut(bundle, reason, since);
                    context.ungetService(reference);
                }
            } catch (IllegalStateException stopping) {
                LOG.debug("nobody can be told any more", stopping);
            } catch (RuntimeException | LinkageError fault) {
                LOG.error("{} failed to take the news of a fault", reference, fault);
            }
        }
    }

    private Collection<ServiceReference<FaultListener>> listeners() {
        try {
            return context.getServiceReferences(FaultListener.class, null);
        } catch (InvalidSyntaxException impossible) {
            throw new AssertionError(impossible);
        } catch (IllegalStateException stopping) {
            return List.of();
        }
    }
}

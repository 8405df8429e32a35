// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.analyze.LiveAnalysis;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.sekisho.enforcement.time.MachineClock;
import org.sekisho.event.Event;
import org.sekisho.event.EventObserver;
import org.sekisho.operate.OperationException;
import org.sekisho.record.Records;
import org.sekisho.respond.ConnectionCutter;
import org.sekisho.respond.Enforcer;
import org.sekisho.respond.Notifier;

/**
 * The acting stage as the platform sees it: detections and events come in, and what decides, stores
 * and responds comes and goes. In the daemon only.
 */
@Component(
        service = {Enforcement.class, DetectionListener.class, EventObserver.class},
        immediate = true,
        configurationPid = Enforcement.PID)
@Designate(ocd = EnforcementConfiguration.class)
public final class Enforcement implements DetectionListener, EventObserver {
    static final String PID = "org.sekisho.enforcement";

    /** An operation waits so long while the stage is busy, such as with a firewall that hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Stage stage;
    private final Bundle framework;

    /** Made by Declarative Services. */
    @Activate
    public Enforcement(
            EnforcementConfiguration configuration,
            BundleContext context,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        Path home = Path.of(context.getProperty("sekisho.home"));
        stage = new Stage(new MachineClock(), home, Options.AS_SHIPPED);
        follow(configuration, "the defaults hold");
    }

    @Modified
    void modified(EnforcementConfiguration configuration) {
        follow(configuration, "what was in force before stays");
    }

    /** A slip must not be the end of all blocking: without the stage nobody would be blocked. */
    private void follow(EnforcementConfiguration configuration, String otherwise) {
        try {
            stage.options(Options.of(configuration));
        } catch (IllegalArgumentException wrong) {
            stage.refuse(
                    "conf/%s.cfg is refused: %s (%s)"
                            .formatted(PID, wrong.getMessage(), otherwise));
        }
    }

    @Deactivate
    void stop() {
        stage.close(isEmptied());
    }

    /** Whether the daemon stops, and is to leave nothing in the firewall. */
    private boolean isEmptied() {
        return stage.options().unblockOnStop()
                && (framework == null || framework.getState() == Bundle.STOPPING);
    }

    /** What it consists of. */
    public Stage stage() {
        return stage;
    }

    /**
     * Does something on the acting thread, and waits.
     *
     * @throws OperationException if it can't be done
     */
    public <T> T call(Callable<T> work) throws OperationException {
        try {
            return stage.thread.call(work, PATIENCE);
        } catch (TimeoutException busy) {
            throw new OperationException(
                    1,
                    "the acting stage is busy for %d s with something else, such as a firewall that"
                                    .formatted(stage.thread.busySeconds())
                            + " does not answer; what was asked is done afterwards. See 'sekisho"
                            + " status'");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof OperationException refused) {
                throw refused;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    @Override
    public void detection(Detection detection) {
        stage.detection(detection);
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return stage.traffic.events();
    }

    @Override
    public void event(Event event) {
        stage.traffic.event(event);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPolicy(Policy policy) {
        stage.policy(policy);
    }

    void unbindPolicy(Policy policy) {
        if (stage.policy() == policy) {
            stage.policy(null);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRecords(Records records) {
        stage.records(records);
    }

    void unbindRecords(Records records) {
        stage.recordsGone(records);
    }

    /** What was found before this bundle came. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAnalysis(LiveAnalysis analysis) {
        analysis.detections().forEach(stage::detection);
    }

    void unbindAnalysis(LiveAnalysis analysis) {
        // it is asked once
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEnforcer(Enforcer enforcer) {
        stage.add(enforcer);
    }

    void unbindEnforcer(Enforcer enforcer) {
        stage.remove(enforcer, isEmptied());
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindCutter(ConnectionCutter cutter) {
        stage.add(cutter);
    }

    void unbindCutter(ConnectionCutter cutter) {
        stage.remove(cutter);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNotifier(Notifier notifier) {
        stage.notices().add(notifier);
    }

    void unbindNotifier(Notifier notifier) {
        stage.notices().remove(notifier);
    }
}

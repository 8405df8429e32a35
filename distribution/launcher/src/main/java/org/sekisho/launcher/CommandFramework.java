// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.ToIntFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.condition.Condition;
import org.osgi.util.tracker.ServiceTracker;

/** An OSGi framework that lives as long as one command. */
final class CommandFramework implements AutoCloseable {

    /** SLF4J for the bundles, in both versions that bundles ask for. */
    private static final String EXPORTED_PACKAGES =
            "org.slf4j;version=1.7.36,org.slf4j;version=2.0.20,"
                    + "org.slf4j.event;version=2.0.20,"
                    + "org.slf4j.helpers;version=1.7.36,org.slf4j.helpers;version=2.0.20,"
                    + "org.slf4j.spi;version=1.7.36,org.slf4j.spi;version=2.0.20";

    private static final long COMMAND_WAIT_MILLIS = 5_000;
    private static final long STOP_WAIT_MILLIS = 10_000;

    private final List<Path> jars;
    private final FrameworkStorage storage;
    private final Framework framework;
    private final List<String> conditions = new ArrayList<>();
    private final List<String> conditionsOnceStarted = new ArrayList<>();
    private final List<Runnable> services = new ArrayList<>();
    private Runnable atEnd;
    private boolean stopped;

    /**
     * Where a framework runs.
     *
     * @param distribution what bundles see as {@code sekisho.distribution}
     * @param home what bundles see as {@code sekisho.home}
     * @param command what bundles see as {@code sekisho.command}
     */
    record Place(Path distribution, Path home, String command) {}

    /**
     * @param place where it runs
     * @param version what bundles see as {@code sekisho.version}
     * @param jars the bundles to start, in this order
     */
    CommandFramework(Place place, String version, List<Path> jars) throws LaunchException {
        this.jars = jars;
        // A signal may come at any time: what stops us waits until there is something to stop.
        synchronized (this) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::stopAtEnd, "sekisho-stop"));
            this.storage = new FrameworkStorage();
            BundleGate.refuseExtensions();
            Map<String, Object> properties = new HashMap<>();
            properties.put(Constants.FRAMEWORK_STORAGE, storage.folder().toString());
            properties.put("felix.cache.locking", "false");
            properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, EXPORTED_PACKAGES);
            properties.put("felix.log.logger", new FrameworkLog());
            properties.put("sekisho.home", place.home().toString());
            properties.put("sekisho.distribution", place.distribution().toString());
            properties.put("sekisho.command", place.command());
            properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
            properties.put("sekisho.version", version);
            this.framework = newFramework(properties);
        }
    }

    // Felix takes its logger as an object among the properties, which are strings by its signature.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Framework newFramework(Map properties) {
        return ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no OSGi framework in lib/"))
                .newFramework(properties);
    }

    /** Registers a condition before any bundle starts; components may wait for it. */
    void condition(String id) {
        conditions.add(id);
    }

    /** Registers a condition when every bundle has started, and so all that is offered is there. */
    void conditionOnceStarted(String id) {
        conditionsOnceStarted.add(id);
    }

    /** Registers a service of the launcher before any bundle starts; a type of the JDK. */
    <T> void service(Class<T> type, T service, Map<String, ?> properties) {
        services.add(
                () ->
                        framework
                                .getBundleContext()
                                .registerService(
                                        type, service, FrameworkUtil.asDictionary(properties)));
    }

    /**
     * When a signal stops the framework, the process ends with status 0: that is how a daemon is
     * meant to end.
     *
     * @param last done after everything has stopped
     */
    synchronized void endProcessWhenStopped(Runnable last) {
        this.atEnd = last;
    }

    /** Waits until somebody stops the framework. */
    void awaitStop() {
        try {
            framework.waitForStop(0);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    /** Installs and starts the bundles. */
    synchronized void start() throws LaunchException {
        if (stopped) {
            throw new LaunchException(1, "stopped while it was started");
        }
        List<Bundle> bundles = new ArrayList<>();
        try {
            framework.start();
            BundleGate gate = BundleGate.close(framework.getBundleContext());
            for (String id : conditions) {
                register(id);
            }
            services.forEach(Runnable::run);
            for (Path jar : jars) {
                String location = "reference:" + jar.toUri();
                Bundle bundle = framework.getBundleContext().installBundle(location);
                gate.ship(bundle);
                bundles.add(bundle);
            }
        } catch (BundleException e) {
            throw new LaunchException(1, "the framework can't be started: " + e.getMessage(), e);
        }
        List<String> failures = new ArrayList<>();
        for (Bundle bundle : bundles) {
            try {
                if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                }
            } catch (BundleException e) {
                failures.add(MissingPieces.of(bundle, e));
            }
        }
        if (!failures.isEmpty()) {
            throw new LaunchException(
                    1, "bundles could not be started:\n  " + String.join("\n  ", failures));
        }
        conditionsOnceStarted.forEach(this::register);
    }

    private void register(String id) {
        framework
                .getBundleContext()
                .registerService(
                        Condition.class,
                        Condition.INSTANCE,
                        FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, id)));
    }

    /** Waits a bounded time for the service that is the command. */
    ToIntFunction<String[]> awaitCommand(String command) throws LaunchException {
        BundleContext context = framework.getBundleContext();
        try {
            // Names of commands are file names in our own folder, so they need no escaping here.
            Filter filter =
                    FrameworkUtil.createFilter(
                            "(&(objectClass=java.util.function.ToIntFunction)(sekisho.command="
                                    + command
                                    + "))");
            ServiceTracker<ToIntFunction<String[]>, ToIntFunction<String[]>> tracker =
                    new ServiceTracker<>(context, filter, null);
            tracker.open();
            ToIntFunction<String[]> service = tracker.waitForService(COMMAND_WAIT_MILLIS);
            if (service == null) {
                throw new LaunchException(1, MissingPieces.of(context, command));
            }
            return service;
        } catch (InvalidSyntaxException e) {
            throw new LaunchException(1, "'" + command + "' can't be the name of a command", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException(1, "interrupted while the command was started", e);
        }
    }

    /** Stops the framework and leaves nothing behind on disk. */
    @Override
    public void close() {
        stop();
    }

    private void stopAtEnd() {
        stop();
        Runnable last = atEnd;
        if (last != null) {
            last.run();
            Runtime.getRuntime().halt(0);
        }
    }

    private synchronized void stop() {
        if (stopped || framework == null) {
            return;
        }
        stopped = true;
        try {
            framework.stop();
            framework.waitForStop(STOP_WAIT_MILLIS);
        } catch (BundleException e) {
            System.err.println("sekisho: the framework did not stop: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            storage.delete();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dissector or detector service that takes part, whatever number of instances of it are in use.
 *
 * @param <T> its type
 */
public final class Seat<T> {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");

    private final long id;
    private final int ranking;
    private final String name;
    private final int layout;
    private final int stateSize;
    private final Instances<T> instances;
    private final int mostFailures;
    private final AtomicInteger failures = new AtomicInteger();

    /**
     * A seat.
     *
     * @param id service id: unique, never used again
     * @param ranking service ranking
     * @param name protocol or detector name
     * @param layout of the flow state
     * @param stateSize bytes of flow state
     * @param instances of the service
     * @param mostFailures failures after which it is taken out
     */
    public Seat(
            long id,
            int ranking,
            String name,
            int layout,
            int stateSize,
            Instances<T> instances,
            int mostFailures) {
        this.id = id;
        this.ranking = ranking;
        this.name = name;
        this.layout = layout;
        this.stateSize = stateSize;
        this.instances = instances;
        this.mostFailures = mostFailures;
    }

    /** Service id. */
    public long id() {
        return id;
    }

    /** Service ranking. */
    public int ranking() {
        return ranking;
    }

    /** Protocol or detector name. */
    public String name() {
        return name;
    }

    /** Layout number of the flow state. */
    public int layout() {
        return layout;
    }

    /** Bytes of flow state. */
    public int stateSize() {
        return stateSize;
    }

    /** Source of instances. */
    public Instances<T> instances() {
        return instances;
    }

    /** Whether it failed too often and is not asked any more. */
    public boolean isTakenOut() {
        return failures.get() >= mostFailures;
    }

    /** Whether what was thrown is the bundle's fault and can be survived. */
    public static boolean isSurvivable(Throwable thrown) {
        return !(thrown instanceof VirtualMachineError) || thrown instanceof StackOverflowError;
    }

    /**
     * Counts a failure; the first is logged with its place, and so is the one that takes it out.
     *
     * @param where flow and frame, for people
     */
    public void failed(Throwable thrown, String where) {
        int count = failures.incrementAndGet();
        if (count == 1) {
            LOG.error(
                    "{} failed at {}; that flow is left to the others, further failures are only"
                            + " counted",
                    name,
                    where,
                    thrown);
        }
        if (count == mostFailures) {
            LOG.error(
                    "{} failed {} times and is taken out until its bundle is updated; everything"
                            + " else goes on",
                    name,
                    count);
        }
    }
}

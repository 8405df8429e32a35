// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

/**
 * A dissector or detector service that takes part, whatever number of instances of it are in use.
 *
 * @param <T> its type
 */
public final class Seat<T> {
    private final long id;
    private final int ranking;
    private final String name;
    private final int layout;
    private final int stateSize;
    private final Instances<T> instances;
    private final Standing standing;

    /**
     * A seat of somebody who may do everything.
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
        this(
                id,
                ranking,
                name,
                layout,
                stateSize,
                instances,
                new Standing(
                        Provider.UNKNOWN,
                        name,
                        Standing.SHIPPED,
                        mostFailures,
                        mostFailures,
                        (provider, reason, since) -> {}));
    }

    /**
     * A seat.
     *
     * @param id service id: unique, never used again
     * @param ranking service ranking
     * @param name protocol or detector name
     * @param layout of the flow state
     * @param stateSize bytes of flow state
     * @param instances of the service
     * @param standing who it is and what it may do
     */
    public Seat(
            long id,
            int ranking,
            String name,
            int layout,
            int stateSize,
            Instances<T> instances,
            Standing standing) {
        this.id = id;
        this.ranking = ranking;
        this.name = name;
        this.layout = layout;
        this.stateSize = stateSize;
        this.instances = instances;
        this.standing = standing;
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

    /** Who it is, what it may do and what it did. */
    public Standing standing() {
        return standing;
    }

    /** Whether it is not asked any more. */
    public boolean isTakenOut() {
        return standing.isTakenOut();
    }

    /**
     * It is not asked any more.
     *
     * @param since {@link System#nanoTime} when its fault began
     */
    public void takeOut(String reason, long since) {
        standing.takeOut(reason, since);
    }

    /**
     * Counts a failure.
     *
     * @param where flow and frame, for people
     */
    public void failed(Throwable thrown, String where) {
        standing.failed(thrown, where);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something frames come from: a file, an interface, a mirror receiver. A source owns no threads;
 * the engine's workers poll its queues, so back-pressure comes by itself.
 *
 * <p>In the daemon, a source is a service: the live analysis opens it when it is registered and
 * closes it when it leaves. If it can't be opened, or a queue ends with a {@link CaptureException},
 * every queue is closed and the source is opened again after a while; an interface may come back.
 */
@ConsumerType
public interface CaptureSource extends AutoCloseable {
    /** Name for people: a file name, an interface. */
    String name();

    /**
     * Opens the source's queues; again only after all of them were closed. Both directions of a
     * flow must come out of the same queue.
     *
     * @throws CaptureException if the source can't be opened; the message says what to do
     */
    List<FrameQueue> open() throws CaptureException;

    /**
     * What is wrong with an open source and what to do, in one sentence, such as an interface that
     * is down; empty if nothing is. From any thread.
     */
    default String trouble() {
        return "";
    }

    /** Gives back what the source holds; called after every queue was closed by its worker. */
    @Override
    void close();
}

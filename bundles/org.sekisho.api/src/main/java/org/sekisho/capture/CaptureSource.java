// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something frames come from: a file, an interface, a mirror receiver. A source owns no threads;
 * the engine's workers poll its queues, so back-pressure comes by itself.
 */
@ConsumerType
public interface CaptureSource extends AutoCloseable {
    /** Name for people: a file name, an interface. */
    String name();

    /**
     * Opens the source's queues, once. Both directions of a flow must come out of the same queue.
     *
     * @throws CaptureException if the source can't be opened; the message says what to do
     */
    List<FrameQueue> open() throws CaptureException;

    /** Gives back what the source holds; called after every queue was closed by its worker. */
    @Override
    void close();
}

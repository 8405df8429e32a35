// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import java.util.List;
import org.sekisho.engine.inspect.StampedEvent;

/** Where workers hand over their events. */
public interface EventReceiver {
    /**
     * Takes events of a worker; may wait when judging is behind.
     *
     * @param worker number of the worker
     * @param events in order
     * @param progress number of the frame up to which this worker has nothing more to say
     */
    void events(int worker, List<StampedEvent> events, long progress) throws InterruptedException;
}

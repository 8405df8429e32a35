// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Told when a case first becomes a detection, whenever its state, ends or methods change, and when
 * further evidence is seen some seconds after it was last told of: a tunnel that was set up anew.
 */
@ConsumerType
public interface DetectionListener {
    /** Takes the present state of a case; called by the judging thread, so it must not block. */
    void detection(Detection detection);
}

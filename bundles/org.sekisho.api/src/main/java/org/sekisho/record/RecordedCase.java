// SPDX-License-Identifier: Apache-2.0
package org.sekisho.record;

import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;

/**
 * A case that is recorded.
 *
 * @param id of the case, unique over restarts, from 1
 * @param detection its last state; the id in it counts within the run that found it
 * @param decision what was last decided about it
 */
public record RecordedCase(long id, Detection detection, Decision decision)
        implements java.io.Serializable {}

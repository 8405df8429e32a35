// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes evidence from detectors; called by the judging thread alone. */
@ConsumerType
public interface EvidenceListener {
    /** Takes one piece of evidence. */
    void evidence(Evidence evidence);
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.detect.Detection;

/** Answers what is to be done about a detection, and why. */
@ProviderType
public interface Policy {
    /** The decision for this detection under the present configuration; changes nothing. */
    Decision decide(Detection detection);
}

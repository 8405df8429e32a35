// SPDX-License-Identifier: Apache-2.0
/**
 * What the engine itself says about flows, without looking into them: that one began, that both
 * ends took part, its turns, its counters.
 */
@Export
@Version("1.0.0")
package org.sekisho.event.flow;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

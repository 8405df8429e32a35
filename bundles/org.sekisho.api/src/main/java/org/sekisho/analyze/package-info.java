// SPDX-License-Identifier: Apache-2.0
/**
 * How a whole analysis is started and watched: {@link org.sekisho.analyze.Analyzer} joins a capture
 * source with the dissectors, detectors and the correlator that are present and gives back an
 * {@link org.sekisho.analyze.Analysis}.
 */
@Export
@Version("1.0.0")
package org.sekisho.analyze;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

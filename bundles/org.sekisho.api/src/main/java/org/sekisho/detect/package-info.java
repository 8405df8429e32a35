// SPDX-License-Identifier: Apache-2.0
/**
 * Third and fourth arrow: events become evidence, evidence becomes detections. Vendors implement
 * {@link org.sekisho.detect.Detector}. {@link org.sekisho.detect.Evidence} and {@link
 * org.sekisho.detect.Detection} are plain data: final types of this package and the JDK, without
 * identity, so that they can be stored and sent to other machines.
 */
@Export
@Version("1.0.0")
package org.sekisho.detect;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0
/**
 * Fifth arrow: detections become decisions. {@link org.sekisho.decide.Block} is one firewall fact
 * that somebody wants, {@link org.sekisho.decide.Decision} says what policy makes of a detection
 * and why; both are plain data. {@link org.sekisho.decide.Policy} only answers; what it is told of
 * earlier blocks is a {@link org.sekisho.decide.Past}.
 */
@Export
@Version("1.0.0")
package org.sekisho.decide;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

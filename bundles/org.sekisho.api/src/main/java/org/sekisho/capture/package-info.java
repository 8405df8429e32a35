// SPDX-License-Identifier: Apache-2.0
/**
 * First arrow: frames enter. A {@link org.sekisho.capture.CaptureSource} opens {@link
 * org.sekisho.capture.FrameQueue}s; a worker polls a queue into a reused {@link
 * org.sekisho.capture.FrameBatch}. Sources own no threads.
 */
@Export
@Version("1.0.0")
package org.sekisho.capture;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

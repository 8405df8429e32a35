// SPDX-License-Identifier: Apache-2.0
/**
 * What servers said when they were asked: the transcripts of active confirmation. What an answer
 * proves is the detector's business.
 */
@Export
@Version("1.0.0")
package org.sekisho.event.confirmation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

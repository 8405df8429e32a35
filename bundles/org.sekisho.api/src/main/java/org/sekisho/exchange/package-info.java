// SPDX-License-Identifier: Apache-2.0

/**
 * Exchanging dissectors and detectors while traffic flows: {@link org.sekisho.exchange.Roster} is
 * the engine's side, told which bundle may do what and which version counts; whoever installs
 * bundles listens for faults as an {@link org.sekisho.exchange.FaultListener}.
 */
@Export
@Version("1.0.0")
package org.sekisho.exchange;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

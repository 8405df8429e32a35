// SPDX-License-Identifier: Apache-2.0
/**
 * Events of WireGuard. A package and a bundle of their own: detectors compile against nothing else.
 */
@Export
@Version("1.0.0")
package com.example.event.wireguard;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

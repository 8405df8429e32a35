// SPDX-License-Identifier: Apache-2.0
/** What WireGuard shows of its handshakes. */
@Export
@Version("1.0.0")
package org.sekisho.event.wireguard;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

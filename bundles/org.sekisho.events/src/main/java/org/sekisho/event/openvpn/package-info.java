// SPDX-License-Identifier: Apache-2.0
/** What OpenVPN says in clear. */
@Export
@Version("1.0.0")
package org.sekisho.event.openvpn;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

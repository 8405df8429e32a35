// SPDX-License-Identifier: Apache-2.0
/** Events of DHCP (RFC 2131) and BOOTP (RFC 951): who asks, who answers, and how. */
@Export
@Version("1.0.0")
package org.sekisho.event.dhcp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0
/** Events of ARP (RFC 826): who says to have which IPv4 address. */
@Export
@Version("1.0.0")
package org.sekisho.event.arp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

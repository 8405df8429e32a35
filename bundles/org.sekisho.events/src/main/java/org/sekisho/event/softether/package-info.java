// SPDX-License-Identifier: Apache-2.0
/**
 * Events of the protocols that only SoftEther speaks: UDP acceleration, NAT traversal, reliable UDP
 * in UDP, ICMP and DNS, frames in clear, keep-alive texts and the VPN Azure control connection.
 * They say what was seen; what it proves is the detector's business.
 */
@Export
@Version("1.0.0")
package org.sekisho.event.softether;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

// SPDX-License-Identifier: Apache-2.0
/**
 * Reads DHCP and BOOTP: {@link org.sekisho.dissector.dhcp.DhcpDissector} checks the fixed part,
 * {@link org.sekisho.dissector.dhcp.DhcpOptions} walks through the options.
 */
package org.sekisho.dissector.dhcp;

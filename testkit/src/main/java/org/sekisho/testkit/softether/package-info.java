// SPDX-License-Identifier: Apache-2.0
/**
 * Real SoftEther VPN on one machine: a {@link org.sekisho.testkit.softether.Site} is a client's
 * network, a router and a server's network; {@link org.sekisho.testkit.softether.SoftEtherServer}
 * and {@link org.sekisho.testkit.softether.SoftEtherClient} are the programs of Debian's packages
 * softether-vpnserver, softether-vpnclient and softether-vpncmd, each in a folder of its own. Needs
 * root; nothing leaves the namespaces.
 */
package org.sekisho.testkit.softether;

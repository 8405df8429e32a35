// SPDX-License-Identifier: Apache-2.0
/**
 * What responders that keep a firewall as it is wanted have in common: {@link
 * org.sekisho.linux.firewall.FirewallService} offers it, {@link
 * org.sekisho.linux.firewall.EnforcerReport} tells what became of each block, and {@link
 * org.sekisho.linux.firewall.TakeAways} who takes rules away.
 */
package org.sekisho.linux.firewall;

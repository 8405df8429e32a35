// SPDX-License-Identifier: Apache-2.0
/**
 * Last arrow: decisions become firewall rules and notices. Vendors implement {@link
 * org.sekisho.respond.Enforcer} and {@link org.sekisho.respond.Notifier}, {@link
 * org.sekisho.respond.ConnectionCutter} where a firewall remembers connections, and {@link
 * org.sekisho.respond.RuleWriter} for firewalls that they only want to advise. A notifier that
 * speaks TLS finds in {@link org.sekisho.respond.TlsContext} whom to trust.
 */
@Export
@Version("1.0.0")
package org.sekisho.respond;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

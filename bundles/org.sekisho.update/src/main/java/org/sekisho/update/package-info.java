// SPDX-License-Identifier: Apache-2.0
/**
 * Bundles that come into a running platform, replace each other and are taken back. Start at {@link
 * org.sekisho.update.Exchange}, which decides; {@link org.sekisho.update.Stage} brings one version
 * in and takes one out; {@link org.sekisho.update.BundleExchange} does all of it on one thread,
 * told by the folder {@code deploy}, by operations and by the engine. What may come in at all is
 * decided in {@code trust}. For people: {@code docs/administrators-guide.md}, "Updating while it
 * runs".
 */
package org.sekisho.update;

// SPDX-License-Identifier: Apache-2.0
/**
 * Who may bring code into the platform, and which. Start at {@link
 * org.sekisho.update.trust.BundleVerifier}: a jar goes in, a {@link
 * org.sekisho.update.trust.Verdict} comes out, with the bytes that were judged. {@link
 * org.sekisho.update.trust.AdmissionGate} tells the launcher which bundles may resolve. What
 * permissions mean is in {@code docs/administrators-guide.md}, "Whom you trust".
 */
package org.sekisho.update.trust;

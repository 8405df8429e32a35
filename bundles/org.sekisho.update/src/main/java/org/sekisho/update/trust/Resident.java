// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import org.osgi.framework.Version;

/**
 * A bundle that is in the platform already.
 *
 * @param version its version
 * @param sha256 of its jar, 64 hexadecimal digits; empty if not known
 * @param shipped whether it came with the distribution
 */
public record Resident(Version version, String sha256, boolean shipped) {}

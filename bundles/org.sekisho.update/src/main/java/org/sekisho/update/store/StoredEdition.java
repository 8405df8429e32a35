// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.store;

import org.osgi.framework.Version;

/**
 * One version of a bundle that was let in.
 *
 * @param name symbolic name
 * @param version its version
 * @param sha256 of its jar, 64 hexadecimal digits
 * @param file name of the jar in {@code deploy} that brought it; empty if an operation did
 * @param signer who signed it, for people; empty if nobody did
 */
public record StoredEdition(
        String name, Version version, String sha256, String file, String signer) {}

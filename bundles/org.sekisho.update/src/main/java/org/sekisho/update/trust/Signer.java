// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.util.Set;

/**
 * Who signed a jar.
 *
 * @param subject of the certificate that signed, such as {@code CN=Example Ltd}
 * @param trustFile the file in {@code conf/trust} that vouches for it, such as {@code example.pem}
 * @param mayGive permissions that this key may give, from {@code example.cfg}
 */
public record Signer(String subject, String trustFile, Set<Permission> mayGive) {
    /** Copies the set. */
    public Signer {
        mayGive = Set.copyOf(mayGive);
    }
}

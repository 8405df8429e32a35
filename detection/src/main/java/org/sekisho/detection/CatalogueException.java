// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detection;

/** A technique catalogue can't be used; the message names file, key, value and remedy. */
public final class CatalogueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    CatalogueException(String source, String key, String value, String remedy) {
        super(source + ": " + key + (value == null ? "" : "=" + value) + ": " + remedy);
    }
}

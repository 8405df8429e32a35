// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

/**
 * How much a limited block lets through.
 *
 * @param bytesPerSecond of each block, both directions together
 */
public record Limit(long bytesPerSecond) {
    String text() {
        return "limit rate over " + bytesPerSecond + " bytes/second";
    }
}

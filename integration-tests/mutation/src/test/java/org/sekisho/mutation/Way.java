// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

/** One direction of a TCP connection over IPv4. */
record Way(int source, int sourcePort, int destination, int destinationPort) {
    Way back() {
        return new Way(destination, destinationPort, source, sourcePort);
    }
}

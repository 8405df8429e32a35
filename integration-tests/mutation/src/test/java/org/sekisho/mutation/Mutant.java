// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.List;
import java.util.Map;
import org.sekisho.packet.IpAddress;

/**
 * A rewritten capture.
 *
 * @param frames in the order in which they are seen
 * @param addresses by what addresses of the original were replaced
 * @param portsKept whether the server's port is still that of the original
 */
record Mutant(List<Frame> frames, Map<IpAddress, IpAddress> addresses, boolean portsKept) {
    static Mutant of(List<Frame> frames) {
        return new Mutant(frames, Map.of(), true);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli.excerpt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.detect.Via;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * Tells whether a frame may belong to the ends of a detection: whether it names the client and one
 * of those it deals with, in a header however deep in tunnels and tags, or in an answer of a name
 * server. A frame too many does no harm: what is not needed is cut away afterwards.
 */
final class Ends {
    /** As far as headers and the answers of a name server usually reach. */
    private static final int DEPTH = 512;

    private final List<byte[]> client = new ArrayList<>();
    private final List<byte[]> others = new ArrayList<>();

    Ends(Detection detection) {
        add(client, detection.client());
        add(others, detection.server());
        Via via = detection.via();
        if (via != null && via.address() != null) {
            others.add(via.address().toBytes());
        }
    }

    private static void add(List<byte[]> marks, Party party) {
        IpAddress address = party == null ? null : party.address();
        MacAddress mac = party == null ? null : party.mac();
        if (address != null) {
            marks.add(address.toBytes());
        } else if (mac != null) {
            marks.add(bytes(mac));
        }
    }

    private static byte[] bytes(MacAddress mac) {
        byte[] bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (mac.bits() >>> 40 - 8 * i);
        }
        return bytes;
    }

    /** Whether the frame names them; of a finding about one host, whether it names the host. */
    boolean in(byte[] array, int offset, int length) {
        int end = offset + Math.min(length, DEPTH);
        return (client.isEmpty() || names(client, array, offset, end))
                && (others.isEmpty() || names(others, array, offset, end));
    }

    private static boolean names(List<byte[]> marks, byte[] array, int offset, int end) {
        for (byte[] mark : marks) {
            for (int start = offset; start <= end - mark.length; start++) {
                if (Arrays.equals(array, start, start + mark.length, mark, 0, mark.length)) {
                    return true;
                }
            }
        }
        return false;
    }
}

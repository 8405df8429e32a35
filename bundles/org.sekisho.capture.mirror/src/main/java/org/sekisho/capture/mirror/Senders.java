// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.capture.CaptureException;
import org.sekisho.packet.IpAddress;

/** Who may send: addresses and networks, and nobody else. */
final class Senders {
    /** A list is checked for each datagram, so it is short. */
    private static final int MOST = 256;

    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != other[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            return rest == 0 || (address[whole] ^ other[whole]) >>> 8 - rest << 24 == 0;
        }
    }

    private final List<Network> networks;

    private Senders(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * Reads a list.
     *
     * @param text addresses and networks such as {@code 192.0.2.0/24}, separated by commas
     * @throws CaptureException naming what is none
     */
    static Senders parse(String text) throws CaptureException {
        List<Network> networks = new ArrayList<>();
        for (String word : text.split(",")) {
            if (!word.isBlank()) {
                networks.add(network(word.strip()));
            }
        }
        if (networks.size() > MOST) {
            throw new CaptureException(
                    "'senders' names " + networks.size() + "; at most " + MOST + " are taken",
                    null);
        }
        return new Senders(networks);
    }

    private static Network network(String word) throws CaptureException {
        String[] parts = word.split("/", -1);
        IpAddress address = IpAddress.parse(parts[0]);
        if (address != null && parts.length <= 2) {
            int all = address.v6() ? 128 : 32;
            int bits = parts.length == 1 ? all : number(parts[1], all);
            if (bits >= 0) {
                return new Network(address.toBytes(), bits);
            }
        }
        throw new CaptureException(
                "'"
                        + word
                        + "' in 'senders' is no address and no network; write 192.0.2.1 or"
                        + " 192.0.2.0/24, separated by commas",
                null);
    }

    private static int number(String digits, int most) {
        if (!digits.matches("[0-9]{1,3}")) {
            return -1;
        }
        int number = Integer.parseInt(digits);
        return number <= most ? number : -1;
    }

    boolean isEmpty() {
        return networks.isEmpty();
    }

    boolean contains(InetAddress sender) {
        byte[] address = sender.getAddress();
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}

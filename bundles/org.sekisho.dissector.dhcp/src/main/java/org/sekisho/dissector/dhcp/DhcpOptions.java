// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dhcp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Payload;

/**
 * The options of one message (RFC 2132 §2), found in one pass. Of an option that is there twice the
 * first counts (joining parts, RFC 3396, would need more than one pass and tells nothing of
 * interest). Options hidden in the fields of names (RFC 2132 §9.3) are not read.
 */
final class DhcpOptions {
    static final int ROUTERS = 3;
    static final int NAME_SERVERS = 6;
    static final int HOST_NAME = 12;
    static final int DOMAIN = 15;
    static final int REQUESTED = 50;
    static final int LEASE = 51;
    static final int TYPE = 53;
    static final int SERVER_ID = 54;
    static final int VENDOR_CLASS = 60;
    static final int CLIENT_ID = 61;

    private static final int PAD = 0;
    private static final int END = 255;

    /** Most options remembered in order, and most addresses of one. */
    private static final int MOST = 64;

    private static final int MOST_ADDRESSES = 8;

    /** Index of each option's first data byte, 0 if it is absent. */
    private final int[] places = new int[256];

    private final int[] order = new int[MOST];
    private int count;
    private Payload message;

    /**
     * Walks through the options.
     *
     * @param cut whether the capture left out the end of the message, so that options may be
     *     missing
     * @return whether they are well-formed
     */
    boolean read(Payload message, int from, boolean cut) {
        this.message = message;
        Arrays.fill(places, 0);
        count = 0;
        int at = from;
        while (at < message.length()) {
            int option = message.u8(at);
            if (option == END) {
                return true;
            }
            if (option == PAD) {
                at++;
                continue;
            }
            if (at + 2 > message.length() || message.u8(at + 1) > message.length() - at - 2) {
                return cut;
            }
            if (places[option] == 0) {
                places[option] = at + 2;
            }
            if (count < MOST) {
                order[count++] = option;
            }
            at += 2 + message.u8(at + 1);
        }
        // BOOTP servers of old leave out the end (RFC 1497)
        return true;
    }

    private int length(int option) {
        return places[option] == 0 ? -1 : message.u8(places[option] - 1);
    }

    int type() {
        return length(TYPE) == 1 ? message.u8(places[TYPE]) : 0;
    }

    long lease() {
        return length(LEASE) == 4 ? message.u32(places[LEASE]) : -1;
    }

    IpAddress address(int option) {
        return length(option) == 4 ? IpAddress.v4(message.i32(places[option])) : null;
    }

    List<IpAddress> addresses(int option) {
        int length = length(option);
        List<IpAddress> addresses = new ArrayList<>(1);
        for (int i = 0; i + 4 <= length && addresses.size() < MOST_ADDRESSES; i += 4) {
            addresses.add(IpAddress.v4(message.i32(places[option] + i)));
        }
        return addresses;
    }

    String text(int option) {
        int length = length(option);
        return length < 0 ? null : message.text(places[option], length);
    }

    Octets octets(int option) {
        int length = length(option);
        return length < 0 ? Octets.NONE : message.octets(places[option], length);
    }

    List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(order[i]);
        }
        return numbers;
    }
}

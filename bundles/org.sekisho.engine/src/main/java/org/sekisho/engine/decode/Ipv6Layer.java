// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.sekisho.engine.decode.BigEndian.i32;
import static org.sekisho.engine.decode.BigEndian.i64;
import static org.sekisho.engine.decode.BigEndian.u16;
import static org.sekisho.engine.decode.BigEndian.u8;

/** IPv6, RFC 8200, and the headers that may stand between it and the transport. */
final class Ipv6Layer {
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int DESTINATION = 60;

    private final FragmentTable fragments;

    Ipv6Layer(FragmentTable fragments) {
        this.fragments = fragments;
    }

    Step read(Cursor c) {
        if (!c.has(40)) {
            return c.tooShort(40);
        }
        byte[] array = c.array;
        int at = c.at;
        if (u8(array, at) >>> 4 != 6) {
            return c.skip(Cause.IP_VERSION);
        }
        int length = u16(array, at + 4);
        if (length == 0) {
            // a jumbogram (RFC 2675), or left to the network card
            length = c.rest() - 40;
        }
        if (length > c.rest() - 40) {
            return c.skip(Cause.IP_LENGTH);
        }
        c.narrow(40 + length);
        PacketView view = c.view;
        view.etherType = EthernetLayer.IPV6;
        view.ipVersion = 6;
        view.ipOffset = at;
        view.ipLength = c.end - at;
        view.ipId = 0;
        view.srcHigh = i64(array, at + 8);
        view.srcLow = i64(array, at + 16);
        view.dstHigh = i64(array, at + 24);
        view.dstLow = i64(array, at + 32);
        c.enterIp();
        c.protocol = u8(array, at + 6);
        c.at = at + 40;
        return extensions(c, at + 6);
    }

    /**
     * Steps over extension headers in whatever order they come (RFC 8200 §4.1 asks receivers to).
     *
     * @param namedAt where the number of the header at the cursor stands
     */
    private Step extensions(Cursor c, int namedAt) {
        int named = namedAt;
        while (true) {
            switch (c.protocol) {
                case HOP_BY_HOP:
                case ROUTING:
                case DESTINATION:
                    Step refused = stepOver(c, 8);
                    if (refused != null) {
                        return refused;
                    }
                    int size = (u8(c.array, c.at + 1) + 1) * 8;
                    if (!c.has(size)) {
                        return size > c.rest() ? c.skip(Cause.EXTENSION) : c.skip(Cause.CUT);
                    }
                    named = c.at;
                    c.protocol = u8(c.array, c.at);
                    c.at += size;
                    break;
                case TunnelLayer.AUTHENTICATION:
                    int authenticationAt = c.at;
                    Step failed = TunnelLayer.authentication(c);
                    if (failed != null) {
                        return failed;
                    }
                    named = authenticationAt;
                    break;
                case FRAGMENT:
                    Step done = fragment(c, named);
                    if (done != null) {
                        return done;
                    }
                    named = c.at - 8;
                    break;
                default:
                    return Step.PROTOCOL;
            }
        }
    }

    /** Null if there is one more header of at least this size. */
    private static Step stepOver(Cursor c, int size) {
        if (!c.nextHeader()) {
            return c.skip(Cause.HEADER_CHAIN);
        }
        return c.has(size) ? null : c.tooShort(size);
    }

    /** Null if the fragment is the whole packet (RFC 6946) and the chain goes on behind it. */
    private Step fragment(Cursor c, int named) {
        Step refused = stepOver(c, 8);
        if (refused != null) {
            return refused;
        }
        if (c.fragmented) {
            return c.skip(Cause.FRAGMENT_MALFORMED);
        }
        int unfragmentable = c.at - c.view.ipOffset;
        int position = u16(c.array, c.at + 2);
        c.view.ipId = i32(c.array, c.at + 4);
        c.protocol = u8(c.array, c.at);
        c.at += 8;
        c.fragmented = true;
        if ((position & 0xfff9) == 0) {
            return null;
        }
        int namedIn = named - c.view.ipOffset;
        Step step =
                fragments.add(c, position & 0xfff8, (position & 1) != 0, unfragmentable, namedIn);
        return step == Step.PROTOCOL ? extensions(c, c.view.ipOffset + namedIn) : step;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.event.http.HttpHeader;
import org.sekisho.packet.Payload;

/** Reads the head of an HTTP/1 message (RFC 9112 §2) of which all bytes are there. */
final class HttpHeadParser {
    /** Most bytes of a head. */
    static final int LONGEST_HEAD = 16 * 1024;

    /** Most fields, longest value and longest target that an event carries. */
    private static final int MOST_HEADERS = 64;

    private static final int LONGEST_VALUE = 1024;
    private static final int LONGEST_TARGET = 2048;

    private final Payload bytes;
    private final int end;
    private final List<HttpHeader> headers = new ArrayList<>();
    private long contentLength = HttpHead.NOT_TOLD;
    private boolean chunked;
    private boolean unclear;
    private int at;

    private HttpHeadParser(Payload bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /**
     * Index after the empty line that ends a head.
     *
     * @param from first index not looked at before
     * @return -1 if the empty line is not there
     */
    static int end(Payload bytes, int from) {
        int line = bytes.indexOf('\n', Math.max(0, from - 2));
        while (line >= 0) {
            int next = line + 1;
            if (next < bytes.length() && bytes.u8(next) == '\r') {
                next++;
            }
            if (next < bytes.length() && bytes.u8(next) == '\n') {
                return next + 1;
            }
            line = bytes.indexOf('\n', line + 1);
        }
        return -1;
    }

    /**
     * Reads the head that ends before {@code end}.
     *
     * @return null if it is not HTTP/1
     */
    static HttpHead parse(Payload bytes, int end, boolean request) {
        return new HttpHeadParser(bytes, end).parse(request);
    }

    private HttpHead parse(boolean request) {
        String[] start = request ? requestLine(line()) : statusLine(line());
        if (start == null || !fields()) {
            return null;
        }
        long body = contentLength;
        if (unclear || chunked && contentLength != HttpHead.NOT_TOLD) {
            // a length beside a transfer coding is how requests are smuggled (RFC 9112 §6.3)
            body = HttpHead.UNCLEAR;
        } else if (chunked) {
            body = HttpHead.CHUNKED;
        }
        return new HttpHead(start[0], start[1], start[2], headers, body);
    }

    /** The next line without its end; lines end in CR LF or in LF alone (RFC 9112 §2.2). */
    private String line() {
        int newline = bytes.indexOf('\n', at);
        int last = newline > at && bytes.u8(newline - 1) == '\r' ? newline - 1 : newline;
        String line = bytes.text(at, last - at);
        at = newline + 1;
        return line;
    }

    private static String[] requestLine(String line) {
        int space = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        if (space <= 0 || last <= space + 1 || line.indexOf(' ', space + 1) != last) {
            return null;
        }
        String method = line.substring(0, space);
        String target = Credentials.withoutUser(line.substring(space + 1, last));
        String version = line.substring(last + 1);
        return isVersion(version)
                ? new String[] {method, cut(target, LONGEST_TARGET), version}
                : null;
    }

    private static String[] statusLine(String line) {
        if (line.length() < 12 || !isVersion(line.substring(0, 8)) || line.charAt(8) != ' ') {
            return null;
        }
        for (int i = 9; i < 12; i++) {
            if (line.charAt(i) < '0' || line.charAt(i) > '9') {
                return null;
            }
        }
        if (line.length() > 12 && line.charAt(12) != ' ') {
            return null;
        }
        String reason = line.length() > 13 ? line.substring(13) : "";
        return new String[] {
            line.substring(0, 8), line.substring(9, 12), cut(reason, LONGEST_VALUE)
        };
    }

    private static boolean isVersion(String text) {
        return text.length() == 8
                && text.startsWith("HTTP/1.")
                && text.charAt(7) >= '0'
                && text.charAt(7) <= '9';
    }

    private boolean fields() {
        while (at < end) {
            String line = line();
            if (line.isEmpty()) {
                return true;
            }
            int colon = line.indexOf(':');
            if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                // an obsolete folded line belongs to the field before it; nobody needs its text
                unclear |= headers.isEmpty();
            } else if (colon <= 0 || !isToken(line, colon)) {
                return false;
            } else {
                field(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return true;
    }

    private static boolean isToken(String line, int length) {
        for (int i = 0; i < length; i++) {
            char c = line.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private void field(String name, String value) {
        if (name.equalsIgnoreCase("Content-Length")) {
            long told = decimal(value);
            unclear |= told < 0 || contentLength >= 0 && contentLength != told;
            contentLength = told;
        } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
            chunked |= value.equalsIgnoreCase("chunked");
            unclear |= !value.equalsIgnoreCase("chunked");
        }
        if (headers.size() < MOST_HEADERS) {
            String shown = Credentials.withoutSecret(name, value);
            headers.add(new HttpHeader(name, cut(shown, LONGEST_VALUE)));
        }
    }

    /** A number of at most 18 digits, so that it fits a long; else {@link HttpHead#UNCLEAR}. */
    private static long decimal(String digits) {
        if (digits.isEmpty() || digits.length() > 18) {
            return HttpHead.UNCLEAR;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return HttpHead.UNCLEAR;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

/** Textual forms of IP addresses: RFC 4291 §2.2 in, RFC 5952 out. */
final class IpText {
    private IpText() {}

    static IpAddress parse(String text) {
        if (text == null || text.isEmpty() || text.length() > 45) {
            return null;
        }
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    private static IpAddress parseV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        int bits = 0;
        for (String part : parts) {
            int octet = number(part, 10, 3);
            if (octet < 0 || octet > 255 || part.length() > 1 && part.charAt(0) == '0') {
                return null;
            }
            bits = bits << 8 | octet;
        }
        return IpAddress.v4(bits);
    }

    private static IpAddress parseV6(String text) {
        String hex = text;
        int[] tail = {};
        int lastColon = text.lastIndexOf(':');
        if (text.indexOf('.') >= 0) {
            IpAddress v4 = parseV4(text.substring(lastColon + 1));
            if (v4 == null) {
                return null;
            }
            tail = new int[] {(int) (v4.low() >>> 16), (int) (v4.low() & 0xffff)};
            boolean compressed = lastColon > 0 && text.charAt(lastColon - 1) == ':';
            hex = text.substring(0, compressed ? lastColon + 1 : lastColon);
        }
        int gap = hex.indexOf("::");
        int[] head = groups(gap < 0 ? hex : hex.substring(0, gap));
        int[] middle = gap < 0 ? new int[0] : groups(hex.substring(gap + 2));
        if (head == null || middle == null) {
            return null;
        }
        int given = head.length + middle.length + tail.length;
        if (gap < 0 ? given != 8 : given > 7) {
            return null;
        }
        int[] all = new int[8];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(middle, 0, all, 8 - tail.length - middle.length, middle.length);
        System.arraycopy(tail, 0, all, 8 - tail.length, tail.length);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | all[i];
            low = low << 16 | all[4 + i];
        }
        return IpAddress.v6(high, low);
    }

    private static int[] groups(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] parts = text.split(":", -1);
        int[] groups = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            groups[i] = number(parts[i], 16, 4);
            if (groups[i] < 0 || parts.length > 8) {
                return null;
            }
        }
        return groups;
    }

    private static int number(String digits, int radix, int longest) {
        if (digits.isEmpty() || digits.length() > longest) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    static String format(IpAddress address) {
        StringBuilder text = new StringBuilder();
        if (!address.v6()) {
            int bits = (int) address.low();
            return text.append(bits >>> 24)
                    .append('.')
                    .append(bits >>> 16 & 255)
                    .append('.')
                    .append(bits >>> 8 & 255)
                    .append('.')
                    .append(bits & 255)
                    .toString();
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            long half = i < 4 ? address.high() : address.low();
            groups[i] = (int) (half >>> 16 * (3 - i % 4)) & 0xffff;
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestStart = i;
                bestLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                boolean afterGap = bestStart >= 0 && i == bestStart + bestLength;
                if (i > 0 && !afterGap) {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}

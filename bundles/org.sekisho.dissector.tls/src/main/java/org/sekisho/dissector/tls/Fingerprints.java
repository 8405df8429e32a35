// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** JA3, JA3S and JA4; the package says whose they are. Not thread-safe: the digests are reused. */
final class Fingerprints {
    private static final String NO_HASH = "000000000000";
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;

    private final MessageDigest md5 = digest("MD5");
    private final MessageDigest sha256 = digest("SHA-256");

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    private static String hex(MessageDigest digest, CharSequence text) {
        byte[] bytes = digest.digest(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().formatHex(bytes);
    }

    /** JA3 of a client: the lists in the order sent, in decimal. */
    String ja3(HelloFields hello) {
        StringBuilder text = new StringBuilder(256).append(hello.version).append(',');
        decimal(text, hello.cipherSuites).append(',');
        decimal(text, hello.extensions).append(',');
        decimal(text, hello.supportedGroups).append(',');
        decimal(text, hello.pointFormats);
        return hex(md5, text);
    }

    /** JA3S of a server. */
    String ja3s(int legacyVersion, int cipherSuite, List<Integer> extensions) {
        StringBuilder text = new StringBuilder(64).append(legacyVersion).append(',');
        decimal(text.append(cipherSuite).append(','), extensions);
        return hex(md5, text);
    }

    private static StringBuilder decimal(StringBuilder text, List<Integer> numbers) {
        String separator = "";
        for (int number : numbers) {
            if (counts(number)) {
                text.append(separator).append(number);
                separator = "-";
            }
        }
        return text;
    }

    /** JA4 of a client over TCP. */
    String ja4(HelloFields hello) {
        StringBuilder text = new StringBuilder(36).append('t').append(version(hello));
        text.append(hello.extensions.contains(SERVER_NAME) ? 'd' : 'i');
        twoDigits(text, hello.cipherSuites);
        twoDigits(text, hello.extensions);
        alpn(text, hello.firstAlpn);
        int[] suites = sorted(hello.cipherSuites);
        text.append('_').append(suites.length == 0 ? NO_HASH : truncated(hexList(suites)));
        boolean any = hello.extensions.stream().anyMatch(Fingerprints::counts);
        return text.append('_').append(any ? extensionHash(hello) : NO_HASH).toString();
    }

    private String extensionHash(HelloFields hello) {
        int[] extensions =
                java.util.Arrays.stream(sorted(hello.extensions))
                        .filter(type -> type != SERVER_NAME && type != ALPN)
                        .toArray();
        StringBuilder text = hexList(extensions);
        int[] algorithms = numbers(hello.signatureAlgorithms);
        if (algorithms.length > 0) {
            text.append('_').append(hexList(algorithms));
        }
        return truncated(text);
    }

    private String truncated(CharSequence text) {
        return hex(sha256, text).substring(0, NO_HASH.length());
    }

    private static String version(HelloFields hello) {
        int highest =
                hello.supportedVersions.stream()
                        .filter(version -> !Grease.is(version))
                        .mapToInt(version -> version)
                        .max()
                        .orElse(hello.version);
        return switch (highest) {
            case 0x0304 -> "13";
            case 0x0303 -> "12";
            case 0x0302 -> "11";
            case 0x0301 -> "10";
            case 0x0300 -> "s3";
            case 0x0002 -> "s2";
            default -> "00";
        };
    }

    private static void twoDigits(StringBuilder text, List<Integer> list) {
        int count = Math.min(99, numbers(list).length);
        text.append((char) ('0' + count / 10)).append((char) ('0' + count % 10));
    }

    /**
     * First and last character of the first ALPN value; of its hexadecimal form if either is no
     * ASCII letter or digit. Works on bytes: whatever is in there, it is two characters of
     * hexadecimal.
     */
    private static void alpn(StringBuilder text, byte[] value) {
        if (value.length == 0) {
            text.append("00");
            return;
        }
        int first = value[0] & 0xff;
        int last = value[value.length - 1] & 0xff;
        if (isLetterOrDigit(first) && isLetterOrDigit(last)) {
            text.append((char) first).append((char) last);
        } else {
            text.append(Character.forDigit(first >>> 4, 16));
            text.append(Character.forDigit(last & 15, 16));
        }
    }

    private static boolean isLetterOrDigit(int octet) {
        return octet >= '0' && octet <= '9'
                || octet >= 'A' && octet <= 'Z'
                || octet >= 'a' && octet <= 'z';
    }

    /** Neither GREASE nor one of the 24-bit suites of SSL 2.0. */
    private static boolean counts(int number) {
        return number <= 0xffff && !Grease.is(number);
    }

    private static int[] numbers(List<Integer> list) {
        return list.stream().filter(Fingerprints::counts).mapToInt(number -> number).toArray();
    }

    private static int[] sorted(List<Integer> list) {
        int[] numbers = numbers(list);
        java.util.Arrays.sort(numbers);
        return numbers;
    }

    private static StringBuilder hexList(int[] numbers) {
        StringBuilder text = new StringBuilder(numbers.length * 5);
        for (int number : numbers) {
            if (text.length() > 0) {
                text.append(',');
            }
            for (int shift = 12; shift >= 0; shift -= 4) {
                text.append(Character.forDigit(number >>> shift & 15, 16));
            }
        }
        return text;
    }
}

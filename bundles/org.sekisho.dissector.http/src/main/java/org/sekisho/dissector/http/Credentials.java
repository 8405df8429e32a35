// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import java.util.Locale;
import java.util.Set;

/**
 * Keeps secrets of the people watched out of events: what was sent is of interest, not the secret.
 */
final class Credentials {
    private static final String HIDDEN = "(hidden)";

    /** RFC 9110 §11.6 and §11.7, RFC 6265 §4, RFC 7615, and common fields outside the standards. */
    private static final Set<String> SECRET =
            Set.of(
                    "authorization",
                    "proxy-authorization",
                    "authentication-info",
                    "proxy-authentication-info",
                    "cookie",
                    "cookie2",
                    "set-cookie",
                    "set-cookie2",
                    "x-api-key",
                    "x-auth-token",
                    "x-access-token",
                    "x-csrf-token",
                    "x-xsrf-token");

    /** Fields that carry a URI, in which a password may stand. */
    private static final Set<String> URI =
            Set.of("referer", "location", "content-location", "origin", "destination");

    private Credentials() {}

    /** The value of a field, or a word in its place. */
    static String withoutSecret(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRET.contains(lower) ? HIDDEN : URI.contains(lower) ? withoutUser(value) : value;
    }

    /**
     * A URI or an authority without its user information (RFC 3986 §3.2.1); other text as it is.
     */
    static String withoutUser(String uri) {
        if (uri.indexOf('@') < 0) {
            return uri;
        }
        int scheme = uri.startsWith("//") ? 0 : uri.indexOf("://") + 1;
        boolean authority = uri.startsWith("//", scheme);
        if (!authority && (uri.indexOf('/') >= 0 || uri.indexOf(':') < 0)) {
            return uri;
        }
        int from = authority ? scheme + 2 : 0;
        int to = from;
        while (to < uri.length() && "/?#".indexOf(uri.charAt(to)) < 0) {
            to++;
        }
        int at = uri.lastIndexOf('@', to - 1);
        return at < from ? uri : uri.substring(0, from) + HIDDEN + uri.substring(at);
    }
}

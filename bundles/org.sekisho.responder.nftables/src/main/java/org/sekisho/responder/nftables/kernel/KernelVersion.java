// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the running kernel can do beyond what it is asked to show. */
record KernelVersion(int major, int minor) {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    static KernelVersion running() {
        return parse(System.getProperty("os.version", ""));
    }

    static KernelVersion parse(String text) {
        Matcher matcher = VERSION.matcher(text);
        return matcher.matches()
                ? new KernelVersion(
                        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new KernelVersion(0, 0);
    }

    /** Taking out what is not there is no error: since Linux 6.3. */
    boolean destroys() {
        return atLeast(6, 3);
    }

    /** An element that is put in again gets the new time: since Linux 6.12. */
    boolean prolongs() {
        return atLeast(6, 12);
    }

    private boolean atLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || major == wantedMajor && minor >= wantedMinor;
    }
}

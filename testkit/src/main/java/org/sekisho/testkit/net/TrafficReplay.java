// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.net;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends the frames of a capture into an interface (tcpreplay(1)).
 *
 * @param frames sent
 * @param framesPerSecond as tcpreplay measured it
 */
public record TrafficReplay(long frames, double framesPerSecond) {
    private static final Pattern SENT = Pattern.compile("Actual: (\\d+) packets");
    private static final Pattern RATE = Pattern.compile("([0-9.]+) pps");

    /** Sends the capture so many times, as fast as it goes. */
    public static TrafficReplay atFullSpeed(
            NetworkNamespace where, String end, Path capture, int times) throws IOException {
        return send(where, end, capture, times, "--topspeed");
    }

    /** Sends the capture so many times, with so many frames a second. */
    public static TrafficReplay atRate(
            NetworkNamespace where, String end, Path capture, int times, int framesPerSecond)
            throws IOException {
        return send(where, end, capture, times, "--pps=" + framesPerSecond);
    }

    private static TrafficReplay send(
            NetworkNamespace where, String end, Path capture, int times, String speed)
            throws IOException {
        // read into memory before the first is sent, so that the file doesn't slow it down
        String said =
                where.run(
                        "tcpreplay",
                        "--preload-pcap",
                        "-i",
                        end,
                        speed,
                        "--loop=" + times,
                        capture.toString());
        Matcher sent = SENT.matcher(said);
        Matcher rate = RATE.matcher(said);
        if (!sent.find() || !rate.find()) {
            throw new IOException("tcpreplay doesn't say what it sent: " + said);
        }
        return new TrafficReplay(Long.parseLong(sent.group(1)), Double.parseDouble(rate.group(1)));
    }
}

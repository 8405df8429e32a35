// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import org.sekisho.packet.Octets;

/**
 * One technique firing once. Plain data: it can be stored, sent to another machine and compared.
 *
 * @param technique the technique as the detector's catalogue has it at this moment
 * @param tunnel kind of tunnel it speaks for, such as {@code softether}
 * @param finding what it speaks for
 * @param subject whom it is about
 * @param method how the tunnel travels, as far as this evidence can tell; null if it can't
 * @param twoWay whether both ends took part in what was seen, so that one forged packet can't have
 *     caused it: two directions of a TCP flow that acknowledge each other, or an answer that fits
 *     the protocol
 * @param generation product generation it points to ({@code 4}, {@code 5}); null if it can't tell
 * @param flow id of the flow it was seen on, 0 if none; techniques count once per case, not per
 *     flow
 * @param frame number of the frame that completed it, from 1
 * @param time packet time in nanoseconds since 1970-01-01 UTC
 * @param detail one line for people; text from the network in it is escaped by whoever prints it
 * @param matched up to {@value #MAX_MATCHED} bytes of what matched
 * @param advisory whether it comes from a detector that may not convict: by itself it lifts no case
 *     above {@link State#SUSPECTED}
 */
public record Evidence(
        Technique technique,
        String tunnel,
        Finding finding,
        Subject subject,
        Method method,
        boolean twoWay,
        String generation,
        long flow,
        long frame,
        long time,
        String detail,
        Octets matched,
        boolean advisory)
        implements java.io.Serializable {
    /** Most bytes kept of what matched. */
    public static final int MAX_MATCHED = 128;

    /** Refuses excerpts that are too long. */
    public Evidence {
        if (matched.length() > MAX_MATCHED) {
            throw new IllegalArgumentException("at most " + MAX_MATCHED + " bytes of evidence");
        }
    }

    /** Evidence of a detector that may convict. */
    public Evidence(
            Technique technique,
            String tunnel,
            Finding finding,
            Subject subject,
            Method method,
            boolean twoWay,
            String generation,
            long flow,
            long frame,
            long time,
            String detail,
            Octets matched) {
        this(
                technique,
                tunnel,
                finding,
                subject,
                method,
                twoWay,
                generation,
                flow,
                frame,
                time,
                detail,
                matched,
                false);
    }

    /** The same, from a detector that may not convict. */
    public Evidence asAdvisory() {
        return new Evidence(
                technique,
                tunnel,
                finding,
                subject,
                method,
                twoWay,
                generation,
                flow,
                frame,
                time,
                detail,
                matched,
                true);
    }
}

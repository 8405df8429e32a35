// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture;

import org.osgi.annotation.versioning.ProviderType;

/**
 * At most {@value #CAPACITY} frames in one heap array, reused from poll to poll. A source either
 * copies frames into an array of its own or reads many frames at once, and places them with {@link
 * #add}.
 */
@ProviderType
public final class FrameBatch {
    /** Most frames in a batch. */
    public static final int CAPACITY = 64;

    private final int[] offsets = new int[CAPACITY];
    private final int[] capturedLengths = new int[CAPACITY];
    private final int[] originalLengths = new int[CAPACITY];
    private final int[] linkTypes = new int[CAPACITY];
    private final int[] vlans = new int[CAPACITY];
    private final long[] times = new long[CAPACITY];
    private byte[] array = new byte[0];
    private int size;

    /** Empties the batch and names the array that the next frames lie in. */
    public void clear(byte[] array) {
        this.array = array;
        size = 0;
    }

    /**
     * Adds a frame.
     *
     * @param offset index of its first byte in the array given to {@link #clear}
     * @param capturedLength bytes captured, 0 or more
     * @param originalLength bytes it had on the wire
     * @param linkType a number of {@link org.sekisho.packet.LinkType}
     * @param vlan VLAN tag that the capture took out of the frame (its low 12 bits count), or -1
     * @param time nanoseconds since 1970-01-01 UTC
     * @throws IndexOutOfBoundsException if the frame is not inside the array or the batch is full
     */
    public void add(
            int offset, int capturedLength, int originalLength, int linkType, int vlan, long time) {
        java.util.Objects.checkFromIndexSize(offset, capturedLength, array.length);
        offsets[size] = offset;
        capturedLengths[size] = capturedLength;
        originalLengths[size] = originalLength;
        linkTypes[size] = linkType;
        vlans[size] = vlan;
        times[size] = time;
        size++;
    }

    /** The array that all frames of the batch lie in. */
    public byte[] array() {
        return array;
    }

    /** Number of frames. */
    public int size() {
        return size;
    }

    /** Whether no further frame fits. */
    public boolean isFull() {
        return size == CAPACITY;
    }

    /** Index in {@link #array()} of the frame's first byte. */
    public int offset(int frame) {
        return offsets[frame];
    }

    /** Bytes captured. */
    public int capturedLength(int frame) {
        return capturedLengths[frame];
    }

    /** Bytes on the wire. */
    public int originalLength(int frame) {
        return originalLengths[frame];
    }

    /** Link type, a number of {@link org.sekisho.packet.LinkType}. */
    public int linkType(int frame) {
        return linkTypes[frame];
    }

    /** VLAN tag taken out by the capture, or -1. */
    public int vlan(int frame) {
        return vlans[frame];
    }

    /** Nanoseconds since 1970-01-01 UTC. */
    public long time(int frame) {
        return times[frame];
    }
}

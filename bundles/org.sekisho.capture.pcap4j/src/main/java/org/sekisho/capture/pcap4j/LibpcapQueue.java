// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.pcap4j;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapStat;
import org.pcap4j.core.RawPacketListener;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/**
 * An open handle as a queue. The handle never blocks: a read that blocks does not come back on an
 * idle interface, whatever timeout it was given. So while nothing comes we wait here, where another
 * thread can wake us, and ask again after ever longer pauses.
 */
final class LibpcapQueue implements FrameQueue {
    private static final long SHORTEST_PAUSE_NANOS = 500_000L;
    private static final long LONGEST_PAUSE_NANOS = 10_000_000L;

    private final PcapHandle handle;
    private final String name;
    private final int linkType;
    private final Semaphore woken = new Semaphore(0);
    private final RawPacketListener listener = this::take;

    // what one dispatch has brought; at most a batch
    private final byte[][] taken = new byte[FrameBatch.CAPACITY][];
    private final int[] lengths = new int[FrameBatch.CAPACITY];
    private final long[] times = new long[FrameBatch.CAPACITY];
    private int count;

    /** Grows to what a batch needs: at most {@link FrameBatch#CAPACITY} times the snap length. */
    private byte[] heap = new byte[128 << 10];

    private long pause = SHORTEST_PAUSE_NANOS;
    private volatile long frames;
    private volatile long bytes;
    private long drops;
    private long interfaceDrops;
    private long lastDrops;
    private long lastInterfaceDrops;
    private boolean closed;

    /**
     * A queue that owns the handle.
     *
     * @param handle in non-blocking mode
     * @param linkType a number of {@link org.sekisho.packet.LinkType}
     */
    LibpcapQueue(PcapHandle handle, String name, int linkType) {
        this.handle = handle;
        this.name = name;
        this.linkType = linkType;
    }

    @Override
    public boolean poll(FrameBatch batch, long timeoutNanos) throws CaptureException {
        batch.clear(heap);
        long begun = System.nanoTime();
        dispatch();
        while (count == 0 && await(timeoutNanos - (System.nanoTime() - begun))) {
            dispatch();
        }
        place(batch);
        return true;
    }

    private void dispatch() throws CaptureException {
        try {
            handle.dispatch(FrameBatch.CAPACITY, listener);
        } catch (InterruptedException broken) {
            // the loop was told to end; what it brought is there
        } catch (PcapNativeException fault) {
            throw new CaptureException(
                    "capturing on "
                            + name
                            + " ended: "
                            + fault.getMessage()
                            + "; it is opened again as soon as it can be",
                    fault);
        } catch (NotOpenException closedBefore) {
            throw new IllegalStateException("the queue of " + name + " is closed", closedBefore);
        }
    }

    /** Called back by libpcap, within dispatch, for each frame. */
    private void take(byte[] frame) {
        java.sql.Timestamp time = handle.getTimestamp();
        taken[count] = frame;
        lengths[count] = handle.getOriginalLength();
        times[count] = Math.floorDiv(time.getTime(), 1000L) * 1_000_000_000L + time.getNanos();
        count++;
    }

    /** Waits a while; false if there is no time left, or somebody woke us. */
    private boolean await(long left) {
        if (left <= 0) {
            return false;
        }
        try {
            if (woken.tryAcquire(Math.min(left, pause), TimeUnit.NANOSECONDS)) {
                woken.drainPermits();
                return false;
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return false;
        }
        pause = Math.min(LONGEST_PAUSE_NANOS, 2 * pause);
        return true;
    }

    private void place(FrameBatch batch) {
        if (count == 0) {
            return;
        }
        pause = SHORTEST_PAUSE_NANOS;
        int needed = 0;
        for (int i = 0; i < count; i++) {
            needed += taken[i].length;
        }
        if (needed > heap.length) {
            heap = new byte[Integer.highestOneBit(needed - 1) << 1];
        }
        batch.clear(heap);
        int used = 0;
        for (int i = 0; i < count; i++) {
            byte[] frame = taken[i];
            System.arraycopy(frame, 0, heap, used, frame.length);
            // libpcap leaves VLAN tags in the frame, or puts them back
            batch.add(used, frame.length, lengths[i], linkType, -1, times[i]);
            used += frame.length;
        }
        frames += count;
        bytes += used;
        Arrays.fill(taken, 0, count, null);
        count = 0;
    }

    @Override
    public void wakeUp() {
        woken.release();
    }

    @Override
    public synchronized CaptureStatistics statistics() {
        if (!closed) {
            try {
                PcapStat now = handle.getStats();
                // libpcap counts in 32 bits
                drops += now.getNumPacketsDropped() - lastDrops & 0xffff_ffffL;
                lastDrops = now.getNumPacketsDropped();
                interfaceDrops +=
                        now.getNumPacketsDroppedByIf() - lastInterfaceDrops & 0xffff_ffffL;
                lastInterfaceDrops = now.getNumPacketsDroppedByIf();
            } catch (PcapNativeException | NotOpenException unknown) {
                // a device that has vanished can't be asked; what it said last stays
            }
        }
        return new CaptureStatistics(frames, bytes, drops, interfaceDrops, 0, -1, Map.of());
    }

    @Override
    public void close() {
        statistics();
        synchronized (this) {
            if (!closed) {
                closed = true;
                handle.close();
            }
        }
    }
}

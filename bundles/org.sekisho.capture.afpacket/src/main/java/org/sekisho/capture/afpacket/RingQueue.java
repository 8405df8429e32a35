// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import com.sun.jna.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/**
 * One ring as a queue. The kernel fills blocks; we read one from its first frame to its last, copy
 * the frames to the heap a batch at a time, and give the block back. Offsets are those of {@code
 * struct tpacket_block_desc} and {@code struct tpacket3_hdr} in {@code linux/if_packet.h}.
 */
final class RingQueue implements FrameQueue {
    private static final VarHandle INT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private static final int BLOCK_STATUS = 8;
    private static final int BLOCK_FRAMES = 12;
    private static final int BLOCK_FIRST = 16;
    private static final int NEXT = 0;
    private static final int SECONDS = 4;
    private static final int NANOSECONDS = 8;
    private static final int CAPTURED = 12;
    private static final int ORIGINAL = 16;
    private static final int STATUS = 20;
    private static final int MAC = 24;
    private static final int VLAN = 32;
    private static final int PACKET_TYPE = 58;
    private static final int HEADER_BYTES = 68;
    private static final int STATUS_USER = 1;
    private static final int STATUS_VLAN_VALID = 0x10;
    private static final int PACKET_OUTGOING = 4;

    private static final short POLLIN = 1;
    private static final short POLLERR = 8;
    private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;

    /** Room for a batch on the heap: for more than one frame of the greatest snap length. */
    private static final int BATCH_BYTES = 512 << 10;

    /** How often the interface is looked at while nothing comes. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final PacketSocket socket;
    private final NetworkInterfaceFiles files;
    private final String name;
    private final int index;
    private final int linkType;
    private final int snaplen;
    private final boolean isLoopback;
    private final long missedBefore;
    private final ByteBuffer ring;
    private final int blocks;
    private final byte[] heap = new byte[BATCH_BYTES];
    private final Memory polled = new Memory(16);
    private final Memory wakeWord = new Memory(8);
    private final int wake;
    private final int[] kernelCounters = new int[3];
    private int block;
    private int framesLeft;
    private int at;
    private boolean inBlock;
    private long lastLook;
    private volatile long frames;
    private volatile long bytes;
    private volatile long malformed;
    private volatile long outgoing;
    private long drops;
    private long ringFull;
    private boolean closed;

    RingQueue(
            PacketSocket socket,
            PacketSocket.Wish wish,
            int linkType,
            boolean isLoopback,
            int snaplen) {
        this.socket = socket;
        this.name = wish.name();
        this.files = new NetworkInterfaceFiles(name);
        // not asked again: another one of that name could be there by now
        this.index = wish.index();
        this.linkType = linkType;
        this.isLoopback = isLoopback;
        this.snaplen = snaplen;
        this.missedBefore = files.missed();
        ring = socket.ring();
        blocks = ring.capacity() / PacketSocket.BLOCK_BYTES;
        wake = Libc.eventfd(0, EFD_NONBLOCK_CLOEXEC);
        wakeWord.setLong(0, 1);
        polled.setInt(0, socket.file());
        polled.setShort(4, (short) (POLLIN | POLLERR));
        polled.setInt(8, wake);
        polled.setShort(12, POLLIN);
    }

    @Override
    public boolean poll(FrameBatch batch, long timeoutNanos) throws CaptureException {
        batch.clear(heap);
        if (closed) {
            // the ring's memory is gone; to touch it would end the process
            throw new IllegalStateException("the queue of " + name + " is closed");
        }
        if (!inBlock && !nextBlock() && timeoutNanos > 0) {
            await(timeoutNanos);
            nextBlock();
        }
        if (inBlock) {
            fill(batch);
        } else {
            look();
        }
        return true;
    }

    /** Takes the next block if the kernel has handed it over. */
    private boolean nextBlock() {
        int start = block * PacketSocket.BLOCK_BYTES;
        if (((int) INT.getAcquire(ring, start + BLOCK_STATUS) & STATUS_USER) == 0) {
            return false;
        }
        framesLeft = ring.getInt(start + BLOCK_FRAMES);
        at = start + ring.getInt(start + BLOCK_FIRST);
        inBlock = true;
        return true;
    }

    private void fill(FrameBatch batch) {
        int end = (block + 1) * PacketSocket.BLOCK_BYTES;
        int used = 0;
        long taken = 0;
        while (framesLeft > 0 && !batch.isFull()) {
            if (at < 0 || at > end - HEADER_BYTES) {
                malformed++;
                framesLeft = 0;
                break;
            }
            int captured = ring.getInt(at + CAPTURED);
            int from = at + (ring.getShort(at + MAC) & 0xffff);
            if (captured < 0 || from > end || captured > end - from) {
                malformed++;
            } else if (isLoopback && ring.get(at + PACKET_TYPE) == PACKET_OUTGOING) {
                // the same frame comes in a moment later
                outgoing++;
            } else {
                int kept = Math.min(captured, snaplen);
                if (used + kept > BATCH_BYTES) {
                    break;
                }
                ring.get(from, heap, used, kept);
                batch.add(
                        used,
                        kept,
                        ring.getInt(at + ORIGINAL),
                        linkType,
                        (ring.getInt(at + STATUS) & STATUS_VLAN_VALID) != 0
                                ? ring.getInt(at + VLAN) & 0xfff
                                : -1,
                        (ring.getInt(at + SECONDS) & 0xffffffffL) * 1_000_000_000L
                                + (ring.getInt(at + NANOSECONDS) & 0xffffffffL));
                used += kept;
                taken++;
            }
            at += ring.getInt(at + NEXT);
            framesLeft--;
        }
        frames += taken;
        bytes += used;
        if (framesLeft <= 0) {
            INT.setRelease(ring, block * PacketSocket.BLOCK_BYTES + BLOCK_STATUS, 0);
            block = (block + 1) % blocks;
            inBlock = false;
        }
    }

    private void await(long timeoutNanos) throws CaptureException {
        int millis = (int) Math.min(1000, Math.max(1, timeoutNanos / 1_000_000));
        polled.setShort(6, (short) 0);
        polled.setShort(14, (short) 0);
        if (Libc.poll(polled, 2, millis) > 0) {
            if (polled.getShort(14) != 0) {
                Libc.read(wake, wakeWord.share(0), 8);
                wakeWord.setLong(0, 1);
            }
            if ((polled.getShort(6) & POLLERR) != 0) {
                socket.takeError();
                lookNow();
            }
        }
    }

    private void look() throws CaptureException {
        if (System.nanoTime() - lastLook > LOOK_NANOS) {
            lookNow();
        }
    }

    private void lookNow() throws CaptureException {
        lastLook = System.nanoTime();
        int present = files.index();
        if (present != index) {
            throw new CaptureException(
                    "the interface "
                            + name
                            + (present < 0 ? " has vanished" : " was made anew")
                            + "; it is opened again as soon as it can be",
                    null);
        }
    }

    @Override
    public synchronized void wakeUp() {
        if (!closed) {
            try (Memory one = new Memory(8)) {
                one.setLong(0, 1);
                Libc.write(wake, one, 8);
            }
        }
    }

    @Override
    public synchronized CaptureStatistics statistics() {
        if (!closed) {
            socket.statistics(kernelCounters);
            drops += kernelCounters[1] & 0xffffffffL;
            ringFull += kernelCounters[2] & 0xffffffffL;
        }
        Map<String, Long> skipped =
                malformed == 0 ? Map.of() : Map.of("frames the ring had no end of", malformed);
        return new CaptureStatistics(
                frames,
                bytes,
                drops,
                Math.max(0, files.missed() - missedBefore),
                ringFull,
                0,
                -1,
                skipped);
    }

    @Override
    public void close() {
        statistics();
        synchronized (this) {
            if (!closed) {
                closed = true;
                socket.close();
                Libc.close(wake);
                polled.close();
                wakeWord.close();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/** The datagrams of one port as a queue of the frames inside them. */
final class MirrorQueue implements FrameQueue {
    /** No datagram is longer (RFC 768). */
    private static final int LONGEST = 1 << 16;

    private static final int BATCH_BYTES = 512 << 10;

    /** Refused ones cost time too, and may be sent by anybody: a poll ends after so many. */
    private static final int MOST_DATAGRAMS = 4 * FrameBatch.CAPACITY;

    private final DatagramChannel channel;
    private final Selector selector;
    private final Senders senders;
    private final Encapsulation encapsulation;
    private final UdpDrops kernel;
    private final ByteBuffer received = ByteBuffer.allocateDirect(LONGEST);
    private final byte[] heap = new byte[BATCH_BYTES];
    private final MirroredFrame frame = new MirroredFrame();
    private final AtomicLongArray findings = new AtomicLongArray(Finding.values().length);
    private SocketAddress lastSender;
    private boolean lastMaySend;
    private volatile long frames;
    private volatile long bytes;
    private volatile long refused;
    private volatile SocketAddress lastRefused;
    private long dropped;
    private boolean closed;

    /** A queue that owns the channel. */
    MirrorQueue(DatagramChannel channel, Senders senders, Encapsulation encapsulation)
            throws CaptureException {
        this.channel = channel;
        this.senders = senders;
        this.encapsulation = encapsulation;
        try {
            kernel = new UdpDrops((InetSocketAddress) channel.getLocalAddress());
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException fault) {
            MirrorSource.close(channel);
            throw new CaptureException("the port can't be waited for: " + fault, fault);
        }
    }

    @Override
    public boolean poll(FrameBatch batch, long timeoutNanos) throws CaptureException {
        batch.clear(heap);
        if (!channel.isOpen()) {
            throw new IllegalStateException("the queue is closed");
        }
        try {
            if (!receive(batch) && timeoutNanos > 0) {
                selector.select(Math.max(1, timeoutNanos / 1_000_000));
                selector.selectedKeys().clear();
                receive(batch);
            }
        } catch (IOException fault) {
            throw new CaptureException(
                    "receiving failed: " + fault + "; the port is opened again", fault);
        }
        return true;
    }

    /** Takes what is there; false if nothing was. */
    private boolean receive(FrameBatch batch) throws IOException {
        Instant wall = Instant.now();
        long base = wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
        long begun = System.nanoTime();
        int used = 0;
        int datagrams = 0;
        while (!batch.isFull() && used <= BATCH_BYTES - LONGEST && datagrams < MOST_DATAGRAMS) {
            received.clear();
            SocketAddress sender = channel.receive(received);
            if (sender == null) {
                break;
            }
            datagrams++;
            if (!maySend(sender)) {
                refused++;
                lastRefused = sender;
                continue;
            }
            received.flip();
            int length = received.remaining();
            received.get(heap, used, length);
            Finding found = encapsulation.find(heap, used, used + length, frame);
            findings.incrementAndGet(found.ordinal());
            if (found == Finding.FRAME) {
                int kept = frame.end - frame.at;
                batch.add(
                        frame.at,
                        kept,
                        frame.originalLength,
                        frame.linkType,
                        frame.vlan,
                        base + System.nanoTime() - begun);
                used += length;
                bytes += kept;
                frames++;
            }
        }
        return datagrams > 0;
    }

    /** Asked for the same one again and again: Java gives the same object then. */
    private boolean maySend(SocketAddress sender) {
        if (sender != lastSender) {
            lastSender = sender;
            lastMaySend = senders.contains(((InetSocketAddress) sender).getAddress());
        }
        return lastMaySend;
    }

    /** That somebody sends who may not, as long as nobody else does. */
    String trouble() {
        SocketAddress other = lastRefused;
        if (other == null || frames > 0) {
            return "";
        }
        String address = ((InetSocketAddress) other).getAddress().getHostAddress();
        return "datagrams come from "
                + address
                + ", which may not send, and from nobody else; if it is the switch that mirrors,"
                + " add it to 'senders'";
    }

    @Override
    public void wakeUp() {
        selector.wakeup();
    }

    @Override
    public synchronized CaptureStatistics statistics() {
        if (!closed) {
            dropped = Math.max(dropped, kernel.now());
        }
        Map<String, Long> skipped = new HashMap<>();
        if (refused > 0) {
            skipped.put("datagrams of senders that are not listed", refused);
        }
        for (Finding finding : Finding.values()) {
            long count = findings.get(finding.ordinal());
            if (finding != Finding.FRAME && count > 0) {
                skipped.put(finding.words(), count);
            }
        }
        return new CaptureStatistics(frames, bytes, dropped, 0, 0, -1, skipped);
    }

    @Override
    public void close() {
        statistics();
        synchronized (this) {
            closed = true;
        }
        MirrorSource.close(selector);
        MirrorSource.close(channel);
    }
}

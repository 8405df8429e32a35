// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.stream;

import java.util.Arrays;

/**
 * The segments of one direction of a TCP flow (RFC 9293 §3.4), put in order. Where copies of the
 * same bytes overlap the one that came first counts. A hole is given up as lost by the capture when
 * the receiver has acknowledged bytes behind it, or when memory for what waits behind it is
 * refused.
 *
 * <p>Sequence numbers are 32 bits and wrap; every comparison is by signed difference.
 */
public final class TcpSide {
    /** Most segments that wait behind a hole. */
    static final int MOST_WAITING = 64;

    /**
     * Two segments that wait behind an acknowledged hole may still be overtaken by it this long.
     */
    private static final long OVERTAKING_NANOS = 10_000_000;

    /** A jump further than this is believed only if the receiver's acknowledgements support it. */
    private static final int FURTHEST_JUMP = 1 << 20;

    private final int[] seqs = new int[MOST_WAITING];
    private final byte[][] waiting = new byte[MOST_WAITING][];
    private int waitingCount;
    private int waitingBytes;
    private long waitingSince;

    private boolean started;
    private boolean fromSyn;
    private int first;
    private int next;
    private int top;
    private boolean acknowledged;
    private boolean ackSeen;
    private int lastAck;
    private boolean finSeen;
    private int finEnd;
    private boolean finAcknowledged;

    /** Forgets everything; what was held must have been given back with {@link #drop}. */
    public void reset() {
        Arrays.fill(waiting, null);
        waitingCount = 0;
        waitingBytes = 0;
        started = false;
        acknowledged = false;
        ackSeen = false;
        finSeen = false;
        finAcknowledged = false;
    }

    /**
     * Sets the sequence number of the first byte, or corrects it while no byte was handed on.
     *
     * @param afterSyn whether a SYN told it; its acknowledgement alone shows then that the other
     *     end is there
     */
    public void start(int sequence, boolean afterSyn) {
        if (!started || next == first) {
            started = true;
            fromSyn = afterSyn;
            first = sequence;
            next = sequence;
            top = sequence;
        }
    }

    /** Whether the receiver has acknowledged bytes that were seen to be sent. */
    public boolean isAcknowledged() {
        return acknowledged;
    }

    /** Bytes that wait behind a hole. */
    public int waitingBytes() {
        return waitingBytes;
    }

    /**
     * Something without payload but with a place in the sequence (SYN, FIN) was sent up to here.
     */
    public void sentUpTo(int sequence) {
        if (started && sequence - top > 0) {
            top = sequence;
        }
    }

    /**
     * A FIN was sent. Anybody can send one in this end's name, so it counts only when the other end
     * has acknowledged it.
     *
     * @param end sequence number behind the FIN
     */
    public void finSentUpTo(int end) {
        finSeen = true;
        finEnd = end;
    }

    /** Whether this direction is over, and the other end knows it. */
    public boolean isFinished() {
        return finAcknowledged;
    }

    /** Takes an acknowledgement that the other end sent for this direction. */
    public void acknowledge(int ack, long now, ReassemblyBudget budget, ByteSink sink) {
        lastAck = ack;
        ackSeen = true;
        finAcknowledged |= finSeen && ack == finEnd;
        if (!started) {
            return;
        }
        // a FIN counts for one, hence one beyond what was seen
        if (ack - first >= (fromSyn ? 0 : 1) && ack - top <= 1) {
            acknowledged = true;
        }
        if (waitingCount > 0
                && ack - seqs[0] >= 0
                && (waitingCount > 2 || now - waitingSince > OVERTAKING_NANOS)) {
            giveUpHole(budget, sink);
        }
    }

    /**
     * Takes a segment with payload.
     *
     * @param sequence of its first byte
     * @param cut bytes at its end that the capture left out
     * @param heldByFlow bytes the flow holds elsewhere
     * @return false if the segment can't belong to the stream and was ignored
     */
    public boolean segment(
            int sequence,
            byte[] array,
            int offset,
            int length,
            int cut,
            long now,
            int heldByFlow,
            ReassemblyBudget budget,
            ByteSink sink) {
        if (!started) {
            start(sequence, false);
        }
        int ahead = sequence - next;
        if (ahead > FURTHEST_JUMP || ahead < -FURTHEST_JUMP) {
            if (!ackSeen || Math.abs(sequence - lastAck) > FURTHEST_JUMP || ahead < 0) {
                return ahead < 0 && ackSeen && lastAck - sequence >= 0;
            }
            dropWaiting(budget);
            sink.gap(ahead & 0xffff_ffffL);
            next = sequence;
            ahead = 0;
        }
        sentUpTo(sequence + length + cut);
        if (ahead > 0) {
            hold(sequence, array, offset, length, now, heldByFlow, budget, sink);
            return true;
        }
        int known = -ahead;
        if (known > 0 && length > 0) {
            again(sequence, array, offset, Math.min(known, length), sink);
        }
        if (known < length) {
            int fresh = length - known;
            next += fresh;
            sink.bytes(array, offset + known, fresh);
            if (cut > 0) {
                next += cut;
                sink.gap(cut);
            }
            drain(budget, sink);
        } else if (known < length + cut) {
            int missing = length + cut - known;
            next += missing;
            sink.gap(missing);
            drain(budget, sink);
        }
        return true;
    }

    /** What the receiver has acknowledged it has, whatever is sent afterwards. */
    private void again(int sequence, byte[] array, int offset, int length, ByteSink sink) {
        int had = ackSeen ? Math.max(0, lastAck - sequence) : 0;
        int position = sequence + had - first;
        if (had < length && position >= 0) {
            sink.again(position, array, offset + had, length - had);
        }
    }

    /** Gives up every hole, handing on what waits, because nothing more will come. */
    public void finish(ReassemblyBudget budget, ByteSink sink) {
        while (waitingCount > 0) {
            giveUpHole(budget, sink);
        }
    }

    /** Gives back what is held without handing it on. */
    public void drop(ReassemblyBudget budget) {
        dropWaiting(budget);
    }

    private void hold(
            int sequence,
            byte[] array,
            int offset,
            int length,
            long now,
            int heldByFlow,
            ReassemblyBudget budget,
            ByteSink sink) {
        int place = waitingCount;
        while (place > 0 && seqs[place - 1] - sequence > 0) {
            place--;
        }
        if (place > 0
                && seqs[place - 1] == sequence
                && waiting[place - 1].length >= length
                && Arrays.equals(waiting[place - 1], 0, length, array, offset, offset + length)) {
            return;
        }
        if (waitingCount == MOST_WAITING || !budget.take(length, heldByFlow + waitingBytes)) {
            giveUpHole(budget, sink);
            int ahead = sequence - next;
            if (ahead <= 0) {
                if (-ahead < length) {
                    next += length + ahead;
                    sink.bytes(array, offset - ahead, length + ahead);
                    drain(budget, sink);
                }
                return;
            }
            if (waitingCount == MOST_WAITING || !budget.take(length, heldByFlow + waitingBytes)) {
                dropWaiting(budget);
                sink.gap(ahead);
                next = sequence + length;
                sink.bytes(array, offset, length);
                return;
            }
            place = waitingCount;
            while (place > 0 && seqs[place - 1] - sequence > 0) {
                place--;
            }
        }
        System.arraycopy(seqs, place, seqs, place + 1, waitingCount - place);
        System.arraycopy(waiting, place, waiting, place + 1, waitingCount - place);
        seqs[place] = sequence;
        waiting[place] = Arrays.copyOfRange(array, offset, offset + length);
        if (waitingCount == 0) {
            waitingSince = now;
        }
        waitingCount++;
        waitingBytes += length;
    }

    private void giveUpHole(ReassemblyBudget budget, ByteSink sink) {
        if (waitingCount > 0) {
            int missing = seqs[0] - next;
            if (missing > 0) {
                next = seqs[0];
                sink.gap(missing);
            }
            drain(budget, sink);
        }
    }

    private void drain(ReassemblyBudget budget, ByteSink sink) {
        while (waitingCount > 0 && seqs[0] - next <= 0) {
            byte[] segment = waiting[0];
            int known = next - seqs[0];
            waitingCount--;
            System.arraycopy(seqs, 1, seqs, 0, waitingCount);
            System.arraycopy(waiting, 1, waiting, 0, waitingCount);
            waiting[waitingCount] = null;
            waitingBytes -= segment.length;
            budget.give(segment.length);
            if (known > 0) {
                again(next - known, segment, 0, Math.min(known, segment.length), sink);
            }
            if (known < segment.length) {
                next += segment.length - known;
                sink.bytes(segment, known, segment.length - known);
            }
        }
    }

    private void dropWaiting(ReassemblyBudget budget) {
        budget.give(waitingBytes);
        Arrays.fill(waiting, 0, waitingCount, null);
        waitingCount = 0;
        waitingBytes = 0;
    }
}

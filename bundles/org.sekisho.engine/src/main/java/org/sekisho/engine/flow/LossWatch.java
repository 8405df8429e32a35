// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.flow;

import java.util.Arrays;

/**
 * Estimates what the capture lost: bytes of TCP flows that the receiver has acknowledged and nobody
 * here has seen, whether or not somebody looks into the flow. For each direction it knows the end
 * of what was seen, how much is missing below it, and from which acknowledgement on that is lost
 * rather than late. So it is 32 bytes for a flow and needs no counter of a driver.
 *
 * <p>It is an estimate: bytes that are sent again fill whatever is missing, and a jump of more than
 * {@value #FAR} bytes counts only when a second packet agrees, because one may be forged. Sequence
 * numbers wrap; every comparison is by signed difference. Used by one thread.
 */
public final class LossWatch {
    /** Stands for no place. */
    public static final int NONE = -1;

    /** More than this is in flight in few flows (RFC 7323 allows 1 GiB). */
    static final int FAR = 1 << 20;

    private static final int INTS = 8;
    private static final int OF_B = 4;
    private static final int FIRST_PLACES = 256;

    // what is kept of a direction
    private static final int TOP = 0;
    private static final int MARK = 1;
    private static final int MISSING = 2;
    private static final int PHASE = 3;

    /** Nothing was seen of this direction. */
    private static final int NEW = 0;

    /** Only acknowledgements; those up to the mark may be for what came before the capture. */
    private static final int ACKNOWLEDGED_ONLY = 1;

    /** Bytes were seen up to the top. */
    private static final int SEEN = 2;

    /** The same, and one packet spoke of a place far away, which is the mark. */
    private static final int JUMPED = 3;

    private final int most;
    private int[] places = new int[0];
    private int made;
    private int firstFree = NONE;
    private long lost;
    private long refused;

    /**
     * Without any flow.
     *
     * @param most flows watched at a time; 0 watches none
     */
    public LossWatch(int most) {
        this.most = most;
    }

    /** A place for a flow, or {@link #NONE}. */
    public int take() {
        int place = firstFree;
        if (place != NONE) {
            firstFree = places[place * INTS];
        } else if (made < most) {
            place = made++;
            if (made * INTS > places.length) {
                int wanted = Math.min(most, Math.max(FIRST_PLACES, 2 * place));
                places = Arrays.copyOf(places, wanted * INTS);
            }
        } else {
            refused += most > 0 ? 1 : 0;
            return NONE;
        }
        Arrays.fill(places, place * INTS, (place + 1) * INTS, 0);
        return place;
    }

    /** The flow is over. */
    public void giveBack(int place) {
        if (place != NONE) {
            places[place * INTS] = firstFree;
            firstFree = place;
        }
    }

    /**
     * The flow's handshake tells where a direction begins.
     *
     * @param fromB whether side B sends it
     * @param sequence of its first byte
     */
    public void begin(int place, boolean fromB, int sequence) {
        int at = direction(place, fromB);
        places[at + TOP] = sequence;
        places[at + MISSING] = 0;
        places[at + PHASE] = SEEN;
    }

    /**
     * Bytes were seen.
     *
     * @param length more than 0; a FIN counts for one
     */
    public void data(int place, boolean fromB, int sequence, int length) {
        int at = direction(place, fromB);
        int end = sequence + length;
        int phase = places[at + PHASE];
        if (phase < SEEN) {
            begin(place, fromB, end);
            return;
        }
        if (phase == JUMPED) {
            settle(at, sequence);
        }
        int ahead = sequence - places[at + TOP];
        if (Math.abs(ahead) > FAR) {
            jump(at, sequence);
        } else if (ahead > 0) {
            if (places[at + MISSING] == 0) {
                places[at + MARK] = sequence;
            }
            places[at + MISSING] += ahead;
            places[at + TOP] = end;
        } else if (end - places[at + TOP] > 0) {
            places[at + TOP] = end;
        } else {
            // overtaken, or sent again
            places[at + MISSING] -= Math.min(places[at + MISSING], length);
        }
    }

    /**
     * Bytes were acknowledged.
     *
     * @param ofB whether they are side B's
     * @param acknowledgement the sequence number that is expected next
     */
    public void acknowledged(int place, boolean ofB, int acknowledgement) {
        int at = direction(place, ofB);
        switch (places[at + PHASE]) {
            case NEW -> {
                places[at + MARK] = acknowledgement + FAR;
                places[at + PHASE] = ACKNOWLEDGED_ONLY;
            }
            case ACKNOWLEDGED_ONLY -> {
                int unseen = acknowledgement - places[at + MARK];
                if (unseen > 0) {
                    lost += unseen;
                    places[at + MARK] = acknowledgement;
                }
            }
            default -> {
                if (places[at + PHASE] == JUMPED) {
                    settle(at, acknowledgement);
                }
                acknowledged(at, acknowledgement);
            }
        }
    }

    private void acknowledged(int at, int acknowledgement) {
        int ahead = acknowledgement - places[at + TOP];
        if (ahead > FAR) {
            jump(at, acknowledgement);
        } else if (ahead >= 0) {
            lost += places[at + MISSING] + ahead;
            places[at + MISSING] = 0;
            places[at + TOP] = acknowledgement;
        } else if (places[at + MISSING] > 0 && acknowledgement - places[at + MARK] >= 0) {
            lost += places[at + MISSING];
            places[at + MISSING] = 0;
        }
    }

    private void jump(int at, int position) {
        places[at + MARK] = position;
        places[at + PHASE] = JUMPED;
    }

    /** A second packet after one that jumped: either it is there too, or that one was a stray. */
    private void settle(int at, int position) {
        places[at + PHASE] = SEEN;
        if (Math.abs(position - places[at + MARK]) > FAR) {
            return;
        }
        int unseen = position - places[at + TOP];
        if (unseen > 0) {
            lost += places[at + MISSING] + (long) unseen;
        }
        places[at + MISSING] = 0;
        places[at + TOP] = position;
    }

    private static int direction(int place, boolean fromB) {
        return place * INTS + (fromB ? OF_B : 0);
    }

    /** Bytes lost so far. */
    public long lost() {
        return lost;
    }

    /** Flows that there was no place for. */
    public long refused() {
        return refused;
    }
}

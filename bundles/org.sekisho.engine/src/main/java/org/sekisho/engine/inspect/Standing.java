// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.sekisho.exchange.Admission;
import org.sekisho.exchange.Role;
import org.sekisho.exchange.Seating;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a dissector or detector stands: who brings it, what it may do, what it did, and whether it
 * was taken out. Shared by all analyses and thread-safe.
 */
public final class Standing {
    /** Of a bundle of which nothing was said. */
    public static final Admission SHIPPED = new Admission(Role.ACTIVE, true, true, false);

    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");

    /** Exceptions may quote what was captured; enough of it for a sentence. */
    private static final int MOST_QUOTED = 200;

    /** A former version is back within two seconds, or something has gone wrong with that too. */
    private static final long FORMER_NANOS = 5_000_000_000L;

    private final Provider provider;
    private final String name;
    private final int mostFailures;
    private final int mostOnProbation;
    private final News onTakenOut;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<String> reason = new AtomicReference<>();
    private final LongAdder events = new LongAdder();
    private final Emissions emissions = new Emissions();
    private final LongAdder evidence = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private volatile Admission admission;
    private final AtomicInteger arriving = new AtomicInteger();
    private volatile boolean warmingUp;
    private volatile long takenOutAt;

    /** Takes the news that somebody was taken out. */
    public interface News {
        /**
         * Must return at once.
         *
         * @param reason in one sentence
         * @param since {@link System#nanoTime} when the fault began
         */
        void takenOut(Provider who, String reason, long since);
    }

    /**
     * A newcomer.
     *
     * @param name protocol or detector name
     * @param admission what it may do
     * @param mostFailures failures after which it is taken out
     * @param mostOnProbation the same while it is on probation
     * @param onTakenOut told once when it is taken out
     */
    public Standing(
            Provider provider,
            String name,
            Admission admission,
            int mostFailures,
            int mostOnProbation,
            News onTakenOut) {
        this.provider = provider;
        this.name = name;
        this.admission = admission;
        this.mostFailures = mostFailures;
        this.mostOnProbation = mostOnProbation;
        this.onTakenOut = onTakenOut;
    }

    /** Who brings it. */
    public Provider provider() {
        return provider;
    }

    /** What it may do now. */
    public Admission admission() {
        return admission;
    }

    /** From now on it may do this. */
    public void admit(Admission admission) {
        this.admission = admission;
    }

    /** Whether it is a dissector that may not see payload, and so takes no part. */
    public boolean isRefused() {
        return provider.isDissector() && !admission.seesPayload();
    }

    /** Whether the other one came in place of this one: the same, from the same bundle. */
    public boolean isSuccessor(Standing other) {
        return provider.bundle() == other.provider.bundle()
                && provider.kind().equals(other.provider.kind())
                && name.equals(other.name);
    }

    /** Whether it is not asked any more. */
    public boolean isTakenOut() {
        return reason.get() != null;
    }

    /** Whether its former version lies ready and will be here in a moment. */
    boolean isFormerExpected() {
        return isTakenOut()
                && admission.probation()
                && System.nanoTime() - takenOutAt < FORMER_NANOS;
    }

    /**
     * It is not asked any more, whatever it does.
     *
     * @param fault what it did, as the rest of a sentence that begins with its name: {@code stood
     *     still for 1.0 s}
     */
    public void takeOut(String fault) {
        takeOut(fault, System.nanoTime());
    }

    /**
     * The same for something that began a while ago.
     *
     * @param since {@link System#nanoTime} when it began
     */
    public void takeOut(String fault, long since) {
        String sentence = provider.kind() + " " + name + " " + fault;
        if (!isTakenOut()) {
            takenOutAt = System.nanoTime();
        }
        if (reason.compareAndSet(null, sentence)) {
            LOG.error(
                    "{}; it is taken out until its bundle is updated, everything else goes on",
                    sentence);
            onTakenOut.takenOut(provider, sentence, since);
        }
    }

    /**
     * Counts a failure; the first is logged with its place, and so is the one that takes it out.
     *
     * @param where flow and frame, for people
     */
    public void failed(Throwable thrown, String where) {
        int count = failures.incrementAndGet();
        if (count == 1) {
            LOG.error(
                    "{} failed at {}; that flow is left to the others, further failures are only"
                            + " counted",
                    name,
                    where,
                    thrown);
        }
        if (count >= (admission.probation() ? mostOnProbation : mostFailures)) {
            String what = String.valueOf(thrown);
            takeOut(
                    (count == 1 ? "failed" : "failed " + count + " times")
                            + " with "
                            + what.substring(0, Math.min(what.length(), MOST_QUOTED))
                            + " at "
                            + where);
        }
    }

    /** A detector was shown an event. */
    public void shown(int piecesOfEvidence, long nanosInside) {
        events.increment();
        evidence.add(piecesOfEvidence);
        nanos.add(nanosInside);
    }

    /** A dissector is called and shown so many bytes. */
    void called(int bytes) {
        emissions.called(bytes);
    }

    /**
     * A dissector emits an event.
     *
     * @param inCall how many it has emitted in this call, this one among them
     * @param bytes that it was shown in this call
     * @return false if it must not: it was taken out, now or before
     */
    boolean emitted(int inCall, int bytes) {
        if (isTakenOut()) {
            return false;
        }
        String flood = emissions.emitted(inCall, bytes);
        if (flood != null) {
            takeOut(flood);
            return false;
        }
        events.increment();
        return true;
    }

    /** Events shown to a detector so far. */
    public long events() {
        return events.sum();
    }

    /** Evidence a detector gave so far. */
    public long evidence() {
        return evidence.sum();
    }

    /** Nanoseconds spent in a detector so far. */
    public long nanos() {
        return nanos.sum();
    }

    /** Whether a detector has not taken its seat yet, and is shown what happened before it came. */
    public void warmingUp(boolean now) {
        warmingUp = now;
    }

    /** An instance of it is about to be made for a worker. */
    void expected() {
        arriving.incrementAndGet();
    }

    /** The instance is here, or will not come. */
    void arrived() {
        arriving.decrementAndGet();
    }

    /** For people and for who exchanges bundles. */
    public Seating seating() {
        String out = reason.get();
        if (out == null && isRefused()) {
            out =
                    "%s %s takes no part because its bundle %s may not see payload"
                            .formatted(provider.kind(), name, provider.symbolicName());
        }
        Seating.State state =
                out != null
                        ? Seating.State.TAKEN_OUT
                        : warmingUp || arriving.get() > 0
                                ? Seating.State.WARMING_UP
                                : Seating.State.SITTING;
        return new Seating(
                provider.bundle(),
                provider.symbolicName(),
                provider.version(),
                provider.kind(),
                name,
                admission.role(),
                state,
                out == null ? "" : out,
                failures.get(),
                events.sum(),
                evidence.sum(),
                nanos.sum());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one mail of what a list has gathered when its window is over, and brings it to the server;
 * if that fails, again after a pause that grows. A mail is made anew for each attempt, so that
 * after a day without a server one mail tells all.
 */
final class Postman {
    private static final Logger LOG = LoggerFactory.getLogger(EmailNotifier.class);
    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(30);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(15);

    /** Cases that time alone escalates need no more than this. */
    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(30);

    private final SmtpServer server;
    private final InternetAddress from;
    private final Triage triage;
    private final List<Round> rounds;
    private final Letter.Style style;
    private long pause = FIRST_PAUSE;
    private long retryAt;
    private boolean waitsForRetry;
    private boolean brief;
    private volatile long sent;
    private volatile long failures;
    private volatile String trouble;

    /** Whom a list is mailed to. */
    record Round(MailingList list, List<InternetAddress> to, boolean escalated) {}

    Postman(
            SmtpServer server,
            InternetAddress from,
            Triage triage,
            List<Round> rounds,
            Letter.Style style) {
        this.server = server;
        this.from = from;
        this.triage = triage;
        this.rounds = rounds;
        this.style = style;
    }

    /**
     * Does what is due.
     *
     * @param now monotonic time in nanoseconds
     * @param at wall time in milliseconds since 1970-01-01
     * @return nanoseconds until something may be due again
     */
    long turn(long now, long at) {
        triage.escalateOverdue(now, at);
        long wait = LOOK_EVERY;
        for (Round round : rounds) {
            if (waitsForRetry && now - retryAt < 0) {
                wait = Math.min(wait, retryAt - now);
                continue;
            }
            Long due = round.list().dueAt();
            if (due != null && now - due >= 0) {
                deliver(round, now, at);
                due = round.list().dueAt();
            }
            if (due != null) {
                wait = Math.min(wait, Math.max(0, due - now));
            }
            round.list().store();
        }
        return wait;
    }

    private void deliver(Round round, long now, long at) {
        List<Entry> entries = round.list().take();
        boolean done = false;
        try {
            Letter letter =
                    brief
                            ? Letter.brief(entries.size(), style)
                            : Letter.of(
                                    entries,
                                    round.list().droppedSinceMail(),
                                    round.escalated(),
                                    style);
            server.send(letter, from, round.to());
            round.list().delivered(at);
            done = true;
            good();
        } catch (MailFault fault) {
            failed(fault, now);
        } catch (RuntimeException fault) {
            LOG.error("a mail could not be made", fault);
            failed(
                    new MailFault(
                            MailFault.Kind.CONTENT, "it could not be written: " + fault, fault),
                    now);
        } finally {
            if (!done) {
                round.list().failed(now);
            }
        }
    }

    private void good() {
        sent++;
        pause = FIRST_PAUSE;
        waitsForRetry = false;
        brief = false;
        if (trouble != null) {
            LOG.info("the mail server takes mails again");
            trouble = null;
        }
    }

    private void failed(MailFault fault, long now) {
        failures++;
        if (trouble == null) {
            LOG.warn("no mail could be sent: {}", fault.getMessage());
        }
        trouble = fault.getMessage();
        brief = fault.kind() == MailFault.Kind.CONTENT;
        // a wrong password tried often locks accounts
        pause = fault.kind() == MailFault.Kind.LASTING ? LONGEST_PAUSE : pause;
        retryAt = now + pause;
        waitsForRetry = true;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
    }

    /** Sends a mail at once and returns the server's answer. */
    String test(String sentence) throws MailFault {
        return server.send(Letter.test(sentence, style), from, rounds.get(0).to());
    }

    long sent() {
        return sent;
    }

    long failures() {
        return failures;
    }

    /** Why no mail goes out at the moment; null if nothing is wrong. */
    String trouble() {
        return trouble;
    }
}

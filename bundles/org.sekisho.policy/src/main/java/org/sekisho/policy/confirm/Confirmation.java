// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.confirm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sekisho.policy.file.OptionFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the present configuration may block: at once if it was confirmed before, word for word;
 * else for 60 seconds in which somebody must say that the way in is still open. A restart neither
 * asks again nor gives more time. Thread-safe.
 */
public final class Confirmation {
    /** As the contract says. */
    static final Duration TIME = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Confirmation.class);
    private static final String CONTENT = "content";
    private static final String BOOT = "boot";
    private static final String UNTIL = "until";

    private final Path confirmed;
    private final Path offered;
    private final Uptime clock;
    private String content = "";
    private boolean asks;
    private boolean isConfirmed;
    private long until;
    private String trouble = "";

    /** How a configuration stands. */
    public enum Standing {
        /** It does not block, or nobody wants it confirmed. */
        NOT_ASKED,
        /** It blocks until its time is over. */
        PENDING,
        /** It blocks. */
        CONFIRMED,
        /** Its time is over, and it does not block. */
        LAPSED
    }

    /**
     * Remembers in a folder.
     *
     * @param folder made when needed; null to remember nothing
     */
    public Confirmation(Path folder) {
        this(folder, Uptime.ofKernel());
    }

    Confirmation(Path folder, Uptime clock) {
        confirmed = folder == null ? null : folder.resolve("confirmed");
        offered = folder == null ? null : folder.resolve("offered");
        this.clock = clock;
    }

    /**
     * A configuration is in force from now on.
     *
     * @param newContent what tells it from others
     * @param mustBeConfirmed whether it blocks only if somebody confirms it
     * @param isChange whether somebody has changed it just now; not so at a start
     */
    public synchronized void inForce(String newContent, boolean mustBeConfirmed, boolean isChange) {
        if (isChange && newContent.equals(content) && mustBeConfirmed == asks) {
            return;
        }
        // who switches off and on again while it runs has switched on
        if (isChange && isConfirmed) {
            forget(confirmed);
        }
        content = newContent;
        asks = mustBeConfirmed;
        isConfirmed = asks && content.equals(read(confirmed).get(CONTENT));
        if (!asks) {
            forget(offered);
        } else if (!isConfirmed) {
            offer(isChange);
        }
    }

    private void offer(boolean isChange) {
        Map<String, String> before = read(offered);
        long now = clock.nanos();
        boolean known = !isChange && content.equals(before.get(CONTENT));
        if (known) {
            // another start of the machine, or a clock that is not told: what was left is not known
            boolean same = !clock.boot().isEmpty() && clock.boot().equals(before.get(BOOT));
            until = same ? Math.min(number(before.get(UNTIL)), now + TIME.toNanos()) : now;
            return;
        }
        open(now);
    }

    private void open(long now) {
        until = now + TIME.toNanos();
        write(
                offered,
                Map.of(
                        CONTENT, content,
                        BOOT, clock.boot(),
                        UNTIL, Long.toString(until)));
        LOG.warn(
                "blocking is on for {} seconds; confirm it with: sekisho policy confirm",
                TIME.toSeconds());
    }

    /** How the configuration in force stands now. */
    public synchronized Standing standing() {
        if (!asks) {
            return Standing.NOT_ASKED;
        }
        if (isConfirmed) {
            return Standing.CONFIRMED;
        }
        return until > clock.nanos() ? Standing.PENDING : Standing.LAPSED;
    }

    /** Time until it falls back to watching; zero unless it is pending. */
    public synchronized Duration left() {
        return standing() == Standing.PENDING
                ? Duration.ofNanos(Math.max(0, until - clock.nanos()))
                : Duration.ZERO;
    }

    /**
     * Somebody confirms. What has lapsed is not confirmed by that, because nobody knows what it
     * does: it gets its time once more.
     *
     * @return how it stands now
     */
    public synchronized Standing confirm() {
        Standing before = standing();
        if (before == Standing.PENDING) {
            isConfirmed = true;
            write(confirmed, Map.of(CONTENT, content));
            forget(offered);
        } else if (before == Standing.LAPSED) {
            open(clock.nanos());
        }
        return standing();
    }

    /** Why something could not be remembered, with the consequence; empty if all was. */
    public synchronized String trouble() {
        return trouble;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException damaged) {
            return 0;
        }
    }

    private static SortedMap<String, String> read(Path file) {
        if (file == null) {
            return new TreeMap<>();
        }
        try {
            Optional<SortedMap<String, String>> values = OptionFile.read(file);
            return values.orElseGet(TreeMap::new);
        } catch (IOException fault) {
            LOG.error("{} can't be read: {}", file, fault.toString());
            return new TreeMap<>();
        }
    }

    private void write(Path file, Map<String, String> values) {
        if (file == null) {
            return;
        }
        try {
            OptionFile.write(file, OptionFile.text(values), "rw-------");
            trouble = "";
        } catch (IOException fault) {
            trouble =
                    "whether blocking is confirmed can't be remembered over a restart: "
                            + file
                            + ": "
                            + fault;
            LOG.error("{}", trouble);
        }
    }

    private void forget(Path file) {
        if (file == null) {
            return;
        }
        try {
            OptionFile.delete(file);
        } catch (IOException fault) {
            LOG.error("{} can't be deleted: {}", file, fault.toString());
        }
    }
}

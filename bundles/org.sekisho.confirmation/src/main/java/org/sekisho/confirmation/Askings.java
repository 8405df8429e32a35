// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.packet.IpAddress;

/**
 * Who was asked when, in the last day. Kept in a file, and written there before anybody is asked,
 * so that neither a restart nor a crash makes anybody be asked twice. While it can't be read or
 * written nobody is asked.
 */
final class Askings {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** 60 in an hour for a day, and some that a clock set back has left. */
    private static final int MOST = 4096;

    private final Path file;
    private final InstantSource clock;
    private final int perHour;
    private final Map<IpAddress, Instant> asked = new LinkedHashMap<>();

    /** What stands in the way of asking. */
    enum Answer {
        /** Nothing: it is written down that the server is asked now. */
        ASK,
        /** The server was asked in the last day. */
        ASKED_ALREADY,
        /** As many servers as may be were asked in the last hour. */
        TOO_MANY
    }

    /**
     * @param file made with its folder when needed
     * @param perHour most servers in an hour
     */
    Askings(Path file, InstantSource clock, int perHour) {
        this.file = file;
        this.clock = clock;
        this.perHour = perHour;
    }

    /**
     * Reads the file.
     *
     * @throws IOException if it can't be read or something else is in it
     */
    synchronized void load() throws IOException {
        asked.clear();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                IpAddress address = words.length == 2 ? IpAddress.parse(words[1]) : null;
                if (address == null || !words[0].matches("[0-9]{1,12}")) {
                    throw new IOException(
                            file + " holds '" + line + "', which this program did not write");
                }
                asked.put(address, Instant.ofEpochSecond(Long.parseLong(words[0])));
            }
        } catch (NoSuchFileException none) {
            // nobody was asked yet
            Files.createDirectories(file.getParent());
        }
    }

    /** Whether the server was asked in the last day; what lies ahead of a clock counts too. */
    synchronized boolean isAsked(IpAddress server) {
        Instant last = asked.get(server);
        return last != null && last.isAfter(clock.instant().minus(DAY));
    }

    /**
     * Asks for leave to ask a server, and writes down that it was given.
     *
     * @throws IOException if it can't be written down; then it is not given
     */
    synchronized Answer begin(IpAddress server) throws IOException {
        Instant now = clock.instant();
        asked.values().removeIf(each -> !each.isAfter(now.minus(DAY)));
        if (asked.containsKey(server)) {
            return Answer.ASKED_ALREADY;
        }
        long lately = asked.values().stream().filter(each -> each.isAfter(now.minus(HOUR))).count();
        if (lately >= perHour || asked.size() >= MOST) {
            return Answer.TOO_MANY;
        }
        asked.put(server, now);
        try {
            store();
        } catch (IOException fault) {
            asked.remove(server);
            throw fault;
        }
        return Answer.ASK;
    }

    /** How many servers were asked in the last day. */
    synchronized int count() {
        Instant since = clock.instant().minus(DAY);
        return (int) asked.values().stream().filter(each -> each.isAfter(since)).count();
    }

    private void store() throws IOException {
        StringBuilder text = new StringBuilder();
        asked.forEach(
                (server, when) ->
                        text.append(when.getEpochSecond()).append(' ').append(server).append('\n'));
        Path half = file.resolveSibling(file.getFileName() + ".half");
        try (FileChannel out =
                FileChannel.open(
                        half,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

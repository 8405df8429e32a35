// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.traffic.RecordedClient;
import org.sekisho.testkit.traffic.Sessions;
import org.sekisho.testkit.traffic.Traffic;

/**
 * Captures that are put into a folder one after the other, as a tool that rotates would: copies of
 * a recorded SoftEther session, each with a client of its own, and look-ups of names without end.
 */
final class MadeCaptures {
    private static final String RECORDING = "p28_idle_session-st444-1024.pcap";
    private static final String RECORDED_CLIENT = "10.87.184.23";
    private static final int FIRST_CLIENT = 10 << 24 | 131 << 16;

    /** So much of the recording is enough to confirm it; the session never ends. */
    private static final Duration SHOWN = Duration.ofSeconds(20);

    private final Path folder;
    private final RecordedClient recorded;
    private long now = Instant.now().minus(Duration.ofMinutes(30)).toEpochMilli() * 1_000_000L;
    private final Map<String, String> clients = new ConcurrentHashMap<>();
    private int sessions;
    private volatile int files;

    /** Captures in this folder, which is made. */
    MadeCaptures(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        recorded = RecordedClient.read(TestCaptures.path(RECORDING), RECORDED_CLIENT, SHOWN);
    }

    Path folder() {
        return folder;
    }

    /** One more capture with a session in it; its client. */
    String session() throws IOException {
        Sessions traffic = new Sessions(recorded, FIRST_CLIENT + ++sessions);
        traffic.begin();
        traffic.enough();
        List<CapturedFrame> frames = new ArrayList<>();
        ByteBuffer frame = ByteBuffer.allocate(Traffic.MOST_BYTES);
        for (long nanos = 0; ; ) {
            int length = traffic.next(frame.clear(), nanos);
            if (length == Traffic.END) {
                break;
            }
            if (length == Traffic.NOTHING_NOW) {
                nanos += 1_000_000;
            } else {
                add(frames, now + nanos, Arrays.copyOf(frame.array(), length));
            }
        }
        now += SHOWN.toNanos();
        clients.put(name(files + 1), client(sessions));
        put(frames);
        return client(sessions);
    }

    /** Client of the session in a capture; empty if it has none. */
    String clientIn(String capture) {
        return clients.getOrDefault(capture, "");
    }

    private static String client(int session) {
        return "10.131." + (session >> 8) + "." + (session & 0xff);
    }

    /** One more capture with so many look-ups of names, by a hundred hosts that never end. */
    void lookUps(int count) throws IOException {
        List<CapturedFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            now += 1_000_000;
            add(frames, now, lookUp(i % 100, "host-" + i + "-of-many.some-department.example.com"));
        }
        put(frames);
    }

    private static byte[] lookUp(int number, String name) {
        ByteBuffer frame = ByteBuffer.allocate(512);
        frame.putShort((short) 0x0264).putInt(1).putShort((short) 0x0265).putInt(number);
        frame.putShort((short) 0x0800);
        int ip = frame.position();
        frame.putShort((short) 0x4500)
                .putShort((short) 0)
                .putInt(0x4000)
                .putInt(64 << 24 | 17 << 16);
        frame.putInt(10 << 24 | 64 << 16 | number).putInt(198 << 24 | 18 << 16 | 53);
        int udp = frame.position();
        frame.putShort((short) (1024 + number % 60000)).putShort((short) 53).putInt(0);
        frame.putShort((short) number).putShort((short) 0x0100).putShort((short) 1);
        frame.putShort((short) 0).putInt(0);
        for (String label : name.split("\\.")) {
            frame.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        frame.put((byte) 0).putShort((short) 1).putShort((short) 1);
        int end = frame.position();
        frame.putShort(ip + 2, (short) (end - ip)).putShort(udp + 4, (short) (end - udp));
        int sum = 0;
        for (int at = ip; at < udp; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        frame.putShort(ip + 10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return Arrays.copyOf(frame.array(), end);
    }

    private static void add(List<CapturedFrame> frames, long time, byte[] bytes) {
        frames.add(new CapturedFrame(frames.size() + 1, time, bytes, bytes.length));
    }

    private void put(List<CapturedFrame> frames) throws IOException {
        Path half = PcapFile.write(folder.resolve("half"), frames);
        Files.move(half, folder.resolve(name(files + 1)), StandardCopyOption.ATOMIC_MOVE);
        files = files + 1;
    }

    private static String name(int file) {
        return "lan-%06d.pcap".formatted(file);
    }

    /** Captures made so far. */
    int files() {
        return files;
    }

    /** Clients of the sessions that a daemon has confirmed; one twice is an error. */
    static Set<String> found(Daemon daemon) throws IOException, InterruptedException {
        Set<String> found = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        for (Map<String, Object> row : daemon.rows("detections")) {
            String client = String.valueOf(((Map<?, ?>) row.get("client")).get("ip"));
            if (!seen.add(client)) {
                throw new AssertionError(client + " has two cases: " + daemon.rows("detections"));
            }
            if (row.get("state").equals("confirmed")) {
                found.add(client);
            }
        }
        return found;
    }

    /** Captures that a daemon has noted as read, by what it keeps over a restart. */
    static Set<String> read(Daemon daemon) throws IOException {
        Set<String> read = new TreeSet<>();
        Path folder = daemon.home().resolve("data/captures-read");
        if (!Files.isDirectory(folder)) {
            return read;
        }
        try (var notes = Files.newDirectoryStream(folder, "*.txt")) {
            for (Path note : notes) {
                Files.readAllLines(note).forEach(line -> read.add(line.split("\t")[0]));
            }
        }
        return read;
    }
}

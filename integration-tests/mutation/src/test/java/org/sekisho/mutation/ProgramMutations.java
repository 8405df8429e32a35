// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.sekisho.mutation.RewrittenStream.TlsRecord;

/**
 * What an adversary makes of the program: TLS connections as they would be if it had written other
 * records. Other connections stay as they are.
 */
final class ProgramMutations {
    /** Length of the first request less that of the address in it, and of AEAD in TLS 1.3. */
    private static final int PROBE = 242 + 17;

    /** Encrypted records of a server's flight: extensions, certificate, signature, Finished. */
    static final int FLIGHT = 4;

    static final int TICKET = 74;

    /** Nanoseconds; a program that writes records in a row needs less. */
    private static final long IN_ONE_GO = 5_000_000;

    private ProgramMutations() {}

    /** What is done to the two directions of a connection. */
    interface Change {
        void to(RewrittenStream client, RewrittenStream server, Random random);
    }

    static Mutant noServerName(Original original, Random random) {
        return rewritten(original, random, ProgramMutations::withoutName);
    }

    static Mutant otherCertificate(Original original, Random random) {
        return rewritten(original, random, ProgramMutations::withOtherCertificate);
    }

    static Mutant padded(Original original, Random random) {
        return rewritten(original, random, ProgramMutations::withPadding);
    }

    static Mutant noProbe(Original original, Random random) {
        return rewritten(original, random, ProgramMutations::withoutProbe);
    }

    /** All of it, and no datagrams. */
    static Mutant everything(Original original, Random random) {
        Mutant tcpOnly = CaptureMutations.noDatagrams(original, random);
        return rewritten(
                new Original(original.name(), tcpOnly.frames(), original.verdicts()),
                random,
                (client, server, chance) -> {
                    withoutName(client, server, chance);
                    withOtherCertificate(client, server, chance);
                    withPadding(client, server, chance);
                    withoutProbe(client, server, chance);
                });
    }

    private static void withoutName(RewrittenStream client, RewrittenStream server, Random random) {
        int record = client.records().get(0).at();
        int at = record + 43;
        at += 1 + client.u8(at);
        at += 2 + client.u16(at);
        at += 1 + client.u8(at);
        int extensions = at;
        int end = at + 2 + client.u16(at);
        for (at += 2; at + 4 <= end; at += 4 + client.u16(at + 2)) {
            if (client.u16(at) == 0) {
                int size = 4 + client.u16(at + 2);
                client.remove(at, size);
                client.add16(extensions, -size);
                client.add16(record + 3, -size);
                client.add16(record + 7, -size);
                return;
            }
        }
    }

    private static void withOtherCertificate(
            RewrittenStream client, RewrittenStream server, Random random) {
        List<TlsRecord> data = server.data();
        if (data.size() > FLIGHT && data.get(1).length() > 300) {
            server.lengthen(data.get(1), 700 + random.nextInt(2500), random);
        }
    }

    private static void withPadding(RewrittenStream client, RewrittenStream server, Random random) {
        skip(client.data(), 1).forEach(record -> pad(client, record, random));
        skip(server.data(), FLIGHT).forEach(record -> pad(server, record, random));
    }

    private static List<TlsRecord> skip(List<TlsRecord> records, int count) {
        return records.subList(Math.min(count, records.size()), records.size());
    }

    private static void pad(RewrittenStream stream, TlsRecord record, Random random) {
        stream.lengthen(record, 1 + random.nextInt(255), random);
    }

    private static void withoutProbe(
            RewrittenStream client, RewrittenStream server, Random random) {
        List<TlsRecord> requests = skip(client.data(), 1);
        if (requests.isEmpty()
                || requests.get(0).length() < PROBE + 7
                || requests.get(0).length() > PROBE + 15) {
            return;
        }
        for (TlsRecord answer : skip(server.data(), FLIGHT)) {
            if (answer.length() != TICKET) {
                client.remove(requests.get(0));
                server.remove(answer);
                return;
            }
        }
    }

    /** The capture with this done to each connection in which TLS is spoken. */
    static Mutant rewritten(Original original, Random random, Change change) {
        Map<Way, SentBytes> sent = SentBytes.of(original.frames());
        Map<Way, Set<Integer>> turns = turns(original.frames(), sent);
        Map<Way, RewrittenStream> streams = new HashMap<>();
        for (Map.Entry<Way, SentBytes> each : sent.entrySet()) {
            SentBytes answers = sent.get(each.getKey().back());
            if (answers == null) {
                continue;
            }
            RewrittenStream client = stream(each.getKey(), each.getValue(), 1, turns);
            RewrittenStream server = stream(each.getKey().back(), answers, 2, turns);
            if (!client.records().isEmpty() && !server.records().isEmpty()) {
                change.to(client, server, random);
                streams.put(each.getKey(), client);
                streams.put(each.getKey().back(), server);
            }
        }
        List<Frame> out = new ArrayList<>();
        for (Frame frame : original.frames()) {
            TcpFrame tcp = TcpFrame.of(frame);
            RewrittenStream own = tcp == null ? null : streams.get(tcp.way);
            if (own == null) {
                out.add(frame);
                continue;
            }
            int first = sent.get(tcp.way).first();
            int otherFirst = sent.get(tcp.way.back()).first();
            int from = tcp.sequence - first;
            byte[] payload =
                    tcp.isData() ? own.between(from, from + tcp.payload.length) : tcp.payload;
            out.add(
                    tcp.moved(
                            first + own.place(from),
                            otherFirst
                                    + streams.get(tcp.way.back())
                                            .place(tcp.acknowledged - otherFirst),
                            payload == null ? tcp.payload : payload));
        }
        return Mutant.of(out);
    }

    private static RewrittenStream stream(
            Way way, SentBytes sent, int hello, Map<Way, Set<Integer>> turns) {
        return new RewrittenStream(sent.all(), hello, turns.getOrDefault(way, Set.of()));
    }

    /** Where each end begins to speak: after the other one, or after a while. */
    private static Map<Way, Set<Integer>> turns(List<Frame> frames, Map<Way, SentBytes> sent) {
        Map<Way, Set<Integer>> turns = new HashMap<>();
        Map<Way, Long> spoke = new HashMap<>();
        for (Frame frame : frames) {
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp != null && tcp.isData()) {
                spoke.remove(tcp.way.back());
                Long before = spoke.put(tcp.way, frame.time());
                if (before == null || frame.time() - before > IN_ONE_GO) {
                    turns.computeIfAbsent(tcp.way, way -> new HashSet<>())
                            .add(tcp.sequence - sent.get(tcp.way).first());
                }
            }
        }
        return turns;
    }
}

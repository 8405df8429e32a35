// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sekisho.mutation.RewrittenStream.TlsRecord;

/**
 * What an adversary makes of the program: TLS connections as they would be if it had written other
 * records. Connections that begin with TLS only; those through proxies stay as they are.
 */
final class ProgramMutations {
    /** Length of the first request less that of the address in it, and of AEAD in TLS 1.3. */
    private static final int PROBE = 242 + 17;

    /** Encrypted records of a server's flight: extensions, certificate, signature, Finished. */
    private static final int FLIGHT = 4;

    private static final int TICKET = 74;

    private ProgramMutations() {}

    /** What is done to the two directions of a connection. */
    private interface Change {
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
        int at = client.records().get(0).at() + 43;
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
                client.add16(3, -size);
                client.add16(7, -size);
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

    private static Mutant rewritten(Original original, Random random, Change change) {
        Map<Way, SentBytes> sent = SentBytes.of(original.frames());
        Map<Way, RewrittenStream> streams = new HashMap<>();
        for (Map.Entry<Way, SentBytes> each : sent.entrySet()) {
            SentBytes answers = sent.get(each.getKey().back());
            RewrittenStream client = new RewrittenStream(each.getValue().all());
            if (answers == null || !beginsWithHello(client, 1)) {
                continue;
            }
            RewrittenStream server = new RewrittenStream(answers.all());
            if (beginsWithHello(server, 2)) {
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

    private static boolean beginsWithHello(RewrittenStream stream, int message) {
        return !stream.records().isEmpty()
                && stream.records().get(0).type() == 22
                && stream.records().get(0).length() > 60
                && stream.u8(5) == message;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.sekisho.mutation.RewrittenStream.TlsRecord;

/**
 * TLS records divided and merged. A message of the handshake may be spread over records as its
 * sender likes (RFC 8446 §5.1); encrypted data too, and then each record has a tag of its own.
 */
final class RecordMutations {
    private static final int TLS_1_3_SUITES = 0x13;

    private RecordMutations() {}

    /** How the records of a connection are protected. */
    private record Protection(int added, int step) {
        private static final Protection TLS_1_3 = new Protection(17, 1);
        private static final Protection AEAD = new Protection(24, 1);
        private static final Protection CHACHA = new Protection(16, 1);

        /** IV, MAC and padding of AES-CBC with SHA-1. */
        private static final Protection CBC = new Protection(48, 16);

        /** By the suite in a ServerHello. */
        static Protection of(RewrittenStream server) {
            int session = server.records().get(0).at() + 43;
            int suite = server.u16(session + 1 + server.u8(session));
            if (suite >>> 8 == TLS_1_3_SUITES) {
                return TLS_1_3;
            }
            if (suite >= 0xcca8 && suite <= 0xccae) {
                return CHACHA;
            }
            boolean aead =
                    suite >= 0x009c && suite <= 0x00ad
                            || suite >= 0xc02b && suite <= 0xc032
                            || suite >= 0xc09c && suite <= 0xc0af;
            return aead ? AEAD : CBC;
        }
    }

    /** Every handshake message in clear, a byte a record. */
    static Mutant clearByBytes(Original original, Random random) {
        return clear(original, random, 1);
    }

    /** Every handshake message in clear in pieces of random size. */
    static Mutant clearInPieces(Original original, Random random) {
        return clear(original, random, 2 + random.nextInt(600));
    }

    private static Mutant clear(Original original, Random random, int most) {
        return ProgramMutations.rewritten(
                original,
                random,
                (client, server, chance) -> {
                    for (RewrittenStream stream : List.of(client, server)) {
                        for (TlsRecord record : stream.clear()) {
                            divide(stream, record, most, new Protection(0, 1), chance);
                        }
                    }
                });
    }

    /** What the client encrypts, its first request included, in two to five records each. */
    static Mutant clientDivided(Original original, Random random) {
        return ProgramMutations.rewritten(
                original,
                random,
                (client, server, chance) -> divide(client, Protection.of(server), chance));
    }

    /** The same of both ends. */
    static Mutant bothDivided(Original original, Random random) {
        return ProgramMutations.rewritten(
                original,
                random,
                (client, server, chance) -> {
                    Protection protection = Protection.of(server);
                    divide(client, protection, chance);
                    divide(server, protection, chance);
                });
    }

    private static void divide(RewrittenStream stream, Protection protection, Random random) {
        for (TlsRecord record : stream.data()) {
            int content = record.length() - protection.added();
            divide(stream, record, Math.max(1, content / 2), protection, random);
        }
    }

    private static void divide(
            RewrittenStream stream,
            TlsRecord record,
            int most,
            Protection protection,
            Random random) {
        List<Integer> places = new ArrayList<>();
        int end = record.end() - protection.added();
        int place = record.at() + 5;
        while (true) {
            int size = most == 1 ? 1 : 1 + random.nextInt(most);
            place += (size + protection.step() - 1) / protection.step() * protection.step();
            if (place >= end || protection.added() > 0 && places.size() == 4) {
                break;
            }
            places.add(place);
        }
        stream.divide(record, places, protection.added(), random);
    }

    /** Encrypted records that an end sends in a row become one. */
    static Mutant merged(Original original, Random random) {
        return ProgramMutations.rewritten(
                original,
                random,
                (client, server, chance) -> {
                    Protection protection = Protection.of(server);
                    boolean tls13 = protection == Protection.TLS_1_3;
                    client.merge(protection.added(), tls13 ? behind(client.data(), 1) : Set.of());
                    server.merge(protection.added(), tls13 ? parts(server) : Set.of());
                });
    }

    private static Set<TlsRecord> behind(List<TlsRecord> records, int count) {
        return records.size() > count ? Set.of(records.get(count)) : Set.of();
    }

    /** A record holds handshake messages or data, never both (RFC 8446 §5.1). */
    private static Set<TlsRecord> parts(RewrittenStream server) {
        int flight = ProgramMutations.FLIGHT;
        List<TlsRecord> data = server.data();
        int tickets = flight;
        while (tickets < data.size() && data.get(tickets).length() == ProgramMutations.TICKET) {
            tickets++;
        }
        Set<TlsRecord> parts = new HashSet<>(behind(data, flight));
        parts.addAll(behind(data, tickets));
        return parts;
    }
}

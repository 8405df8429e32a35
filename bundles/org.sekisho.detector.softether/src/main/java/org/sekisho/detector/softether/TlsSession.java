// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sekisho.event.Flow;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;

/** What is remembered of one TLS stream while its beginning is looked at. */
final class TlsSession {
    /**
     * Records looked at, those of handshake messages in clear left out: hello to welcome are at
     * most 22 in every version captured, and a sender may divide each of them.
     */
    static final int MOST_RECORDS = 64;

    private static final int HANDSHAKE = 22;

    private static final int APPLICATION_DATA = 23;
    private static final int TLS_1_3 = 0x0304;
    private static final int ENCRYPT_THEN_MAC = 22;
    private static final int AES_256_GCM_SHA384 = 0x1302;

    private final Flow flow;
    private final long began;
    private ClientHello hello;
    private ServerHello answer;
    private List<TlsRecord> records = new ArrayList<>(16);
    private int seen;
    private final Set<String> told = new HashSet<>(4);

    TlsSession(Flow flow, long began) {
        this.flow = flow;
        this.began = began;
    }

    Flow flow() {
        return flow;
    }

    /** Packet time of the first event, in nanoseconds. */
    long began() {
        return began;
    }

    ClientHello hello() {
        return hello;
    }

    void hello(ClientHello hello) {
        this.hello = hello;
    }

    ServerHello answer() {
        return answer;
    }

    void answer(ServerHello answer) {
        this.answer = answer;
    }

    /** Adds records; after a gap nothing more is believed about the order of messages. */
    void add(TlsRecords run) {
        if (records == null) {
            return;
        }
        if (!run.complete() || run.first() != seen) {
            records = null;
            return;
        }
        seen += run.records().size();
        for (TlsRecord record : run.records()) {
            // into how many records a handshake message is divided says nothing
            if (record.type() != HANDSHAKE && records.size() < MOST_RECORDS) {
                records.add(record);
            }
        }
    }

    /** Gives the records up: nothing more is expected of them. */
    void forgetRecords() {
        records = null;
    }

    /** Whether this is the first time that a technique asks; a stream tells each thing once. */
    boolean isNews(String technique) {
        return told.add(technique);
    }

    /** Whether the records since the start are all known. */
    boolean hasRecords() {
        return records != null && answer != null;
    }

    boolean isFull() {
        return records != null && records.size() >= MOST_RECORDS;
    }

    boolean lastIs(int type) {
        return records != null
                && !records.isEmpty()
                && records.get(records.size() - 1).type() == type;
    }

    /** SoftEther never offers a protocol by ALPN (wire facts §2.1). */
    boolean offersAlpn() {
        return hello != null && !hello.alpn().isEmpty();
    }

    boolean isTls13() {
        return answer != null && answer.version() >= TLS_1_3;
    }

    /** How the negotiated suite protects records; null if it isn't known. */
    RecordProtection protection() {
        if (answer == null) {
            return null;
        }
        return RecordProtection.of(
                answer.version(),
                answer.cipherSuite(),
                answer.extensions().contains(ENCRYPT_THEN_MAC));
    }

    /**
     * TLS 1.3: lengths of the server's records up to the client's Finished; they are its
     * EncryptedExtensions, Certificate, CertificateVerify and Finished.
     */
    List<Integer> serverFlight() {
        List<Integer> lengths = new ArrayList<>(4);
        for (TlsRecord record : records) {
            if (record.type() == APPLICATION_DATA) {
                if (record.direction() == Direction.TO_SERVER) {
                    break;
                }
                lengths.add(record.length());
            }
        }
        return lengths;
    }

    /**
     * Records of application data in both directions. In TLS 1.3 the client's first type-23 record
     * is its Finished (RFC 8446 §4.4.4), or the first few are if it is divided, and everything up
     * to it is handshake.
     */
    List<TlsRecord> applicationData() {
        List<TlsRecord> data = new ArrayList<>(records.size());
        boolean handshake = isTls13();
        int finished = handshake ? finishedLength() : 0;
        for (TlsRecord record : records) {
            if (record.type() != APPLICATION_DATA) {
                continue;
            }
            if (!handshake) {
                data.add(record);
            } else if (record.direction() == Direction.TO_SERVER) {
                finished -= Math.max(0, record.length() - RecordProtection.TLS_1_3.fixed());
                handshake = finished > 0;
            }
        }
        return data;
    }

    /** Bytes of a Finished: its header and a hash. */
    private int finishedLength() {
        return 4 + (answer.cipherSuite() == AES_256_GCM_SHA384 ? 48 : 32);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dns;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.event.Origin;
import org.sekisho.event.dns.DnsAnswer;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.event.dns.DnsQuestion;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Payload;

/**
 * Reads DNS messages (RFC 1035 §4): header, questions and answers. Records behind the answers are
 * at most stepped over, never understood: what stands in an OPT record can't make a message
 * malformed. Keeps the last message until the next one.
 */
final class DnsParser {
    /** Bytes of the header, and of the shortest message with a question. */
    static final int HEADER = 12;

    static final int SHORTEST = HEADER + 5;

    private static final int MOST_QUESTIONS = 4;
    private static final int MOST_ANSWERS = 32;

    /** Bytes of a record after its name: type, class, time to live, length of the data. */
    private static final int RECORD = 10;

    private static final int QR = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int RESERVED = 0x0040;

    /**
     * Types and class of RFC 1035 §3.2 and RFC 3596; the top bit of a class belongs to RFC 6762.
     */
    private static final int A = 1;

    private static final int CNAME = 5;
    private static final int PTR = 12;
    private static final int AAAA = 28;
    private static final int INTERNET = 1;
    private static final int CLASS = 0x7fff;

    private final DnsNames names = new DnsNames();
    private final List<DnsQuestion> questions = new ArrayList<>(MOST_QUESTIONS);
    private final List<DnsAnswer> answers = new ArrayList<>(MOST_ANSWERS);
    private Payload message;
    private int at;

    /**
     * Reads a message of a flow that is known to carry DNS.
     *
     * @param cut whether the end of the message is missing, so that answers may be
     * @return whether it is a standard query, or its answer, that says something
     */
    boolean read(Payload message, boolean cut) {
        this.message = message;
        questions.clear();
        answers.clear();
        at = HEADER;
        return message.length() >= HEADER
                && (flags() & OPCODE) == 0
                && readQuestions()
                && (readAnswers() || cut)
                && !(questions.isEmpty() && answers.isEmpty());
    }

    /**
     * Reads a message that must be DNS beyond doubt: one question, and not a byte too many or few.
     */
    boolean readStrictly(Payload message) {
        return looksLikeDns(message)
                && read(message, false)
                && step(count(6) - Math.min(count(6), MOST_ANSWERS))
                && step(count(8))
                && step(count(10))
                && at == message.length();
    }

    /** Whether the header and the class of the question, as far as they are there, are DNS. */
    static boolean looksLikeDns(Payload message) {
        if (message.length() < SHORTEST
                || (message.u16(2) & (OPCODE | RESERVED)) != 0
                || message.u16(4) != 1) {
            return false;
        }
        boolean query = (message.u16(2) & QR) == 0;
        // a query brings no answers, and at most records for EDNS, a signature and the like
        if (query && (message.u16(6) != 0 || message.u16(8) > 1 || message.u16(10) > 4)) {
            return false;
        }
        int end = DnsNames.skip(message, HEADER);
        return end > 0 && end + 4 <= message.length() && message.u16(end + 2) == INTERNET;
    }

    /** Whether the last message is an answer. */
    boolean response() {
        return (flags() & QR) != 0;
    }

    /** The last message as an event. */
    DnsMessage event(Origin origin, Direction direction) {
        int id = message.u16(0);
        int code = flags() & 0xf;
        return new DnsMessage(origin, direction, id, response(), code, questions, answers);
    }

    private int flags() {
        return message.u16(2);
    }

    private int count(int field) {
        return message.u16(field);
    }

    private boolean readQuestions() {
        for (int i = count(4); i > 0; i--) {
            boolean wanted = questions.size() < MOST_QUESTIONS;
            int end = wanted ? names.read(message, at) : DnsNames.skip(message, at);
            if (end < 0 || end + 4 > message.length()) {
                return false;
            }
            if (wanted) {
                questions.add(new DnsQuestion(names.text(), message.u16(end)));
            }
            at = end + 4;
        }
        return true;
    }

    private boolean readAnswers() {
        for (int i = Math.min(count(6), MOST_ANSWERS); i > 0; i--) {
            int owner = at;
            int end = names.read(message, owner);
            String name = end < 0 ? null : owner(owner);
            if (end < 0 || !record(end)) {
                return false;
            }
            answers.add(answer(name, end));
        }
        return true;
    }

    /** Most answers begin with a pointer to the question: one text is enough for both. */
    private String owner(int owner) {
        boolean first = message.u16(owner) == (0xc000 | HEADER) && !questions.isEmpty();
        return first ? questions.get(0).name() : names.text();
    }

    private DnsAnswer answer(String name, int record) {
        int type = message.u16(record);
        int data = record + RECORD;
        int length = message.u16(record + 8);
        IpAddress address = null;
        String target = null;
        if ((message.u16(record + 2) & CLASS) == INTERNET) {
            if (type == A && length == 4) {
                address = IpAddress.v4(message.i32(data));
            } else if (type == AAAA && length == 16) {
                address = IpAddress.v6(message.i64(data), message.i64(data + 8));
            } else if ((type == CNAME || type == PTR)
                    && names.read(message, data) == data + length) {
                target = names.text();
            }
        }
        return new DnsAnswer(name, type, address, target);
    }

    private boolean step(int records) {
        for (int i = records; i > 0; i--) {
            int end = DnsNames.skip(message, at);
            if (end < 0 || !record(end)) {
                return false;
            }
        }
        return true;
    }

    /** Goes behind a record, of which the part after its name begins at {@code end}. */
    private boolean record(int end) {
        if (end + RECORD > message.length()) {
            return false;
        }
        at = end + RECORD + message.u16(end + 8);
        return at <= message.length();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.Interval;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;

/**
 * The lengths by which the messages that open a session are known, from the catalogue. Contents are
 * intervals because CBC tells them only within a block.
 */
final class HandshakeLengths {
    /** Signature upload, hello, login, welcome. */
    static final int MESSAGES = 4;

    /** Of any IPv4 or IPv6 text, for targets of which only the name is known. */
    private static final Interval ANY_ADDRESS = new Interval(2, 39);

    private final int request;
    private final int refusal;
    private final int page;
    private final Interval localAddress;
    private final Interval[] login;
    private final Interval[] additional;
    private final List<Integer> extensions;
    private final int extensionsOf4;
    private final int anyIssuer;
    private final Interval certificates;
    private final int certificateBase;
    private final int certificateStep;
    private final int verify;
    private final List<Integer> finished;
    private final int ticket;

    HandshakeLengths(Catalogue catalogue) {
        request = catalogue.number("probe.request", 1, 16_384);
        refusal = catalogue.number("probe.answer.refusal", 1, 16_384);
        page = catalogue.number("probe.answer.page", 1, 16_384);
        localAddress = catalogue.interval("probe.local.address");
        login = messages(catalogue, "login");
        additional = messages(catalogue, "additional");
        extensions = catalogue.numbers("flight.extensions");
        extensionsOf4 = catalogue.number("flight.extensions.4", 0, 16_384);
        anyIssuer = catalogue.number("flight.request.any", 1, 16_384);
        certificates = catalogue.interval("flight.certificate");
        certificateBase = catalogue.number("flight.certificate.base", 0, 16_384);
        certificateStep = catalogue.number("flight.certificate.step", 1, 16_384);
        verify = catalogue.number("flight.verify", 0, 16_384);
        finished = catalogue.numbers("flight.finished");
        ticket = catalogue.number("flight.ticket", 0, 16_384);
    }

    private static Interval[] messages(Catalogue catalogue, String kind) {
        return new Interval[] {
            catalogue.interval("sequence.signature"),
            catalogue.interval("sequence.hello"),
            catalogue.interval("sequence." + kind + ".request"),
            catalogue.interval("sequence." + kind + ".answer")
        };
    }

    boolean isProbe(Interval content, IpAddress dialled) {
        int expected = request + dialled.toString().length();
        return content.contains(expected);
    }

    /** The welcome page of 4.30 and later 4.x. */
    boolean isProbePage(Interval content) {
        return content.contains(page);
    }

    /** The 403 page names the address that the server bound, which behind NAT is another one. */
    boolean isProbeRefusal(Interval content, IpAddress dialled, int port) {
        int fixed = refusal + Integer.toString(port).length();
        int length = dialled.toString().length();
        Interval local = dialled.v6() ? new Interval(length, length) : localAddress;
        return content.meets(local.plus(fixed, fixed));
    }

    boolean isLogin(Interval[] content, IpAddress address) {
        return match(login, content, address);
    }

    boolean isAdditional(Interval[] content, IpAddress address) {
        return match(additional, content, address);
    }

    private static boolean match(Interval[] expected, Interval[] content, IpAddress address) {
        int length = address == null ? 0 : address.toString().length();
        Interval host = address == null ? ANY_ADDRESS : new Interval(length, length);
        if (!expected[0].plus(host.from(), host.to()).meets(content[0])) {
            return false;
        }
        for (int i = 1; i < MESSAGES; i++) {
            if (!expected[i].meets(content[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * EncryptedExtensions, Certificate, CertificateVerify and Finished of a default installation.
     */
    boolean isDefaultCertificate(List<Integer> flight) {
        return flight.size() == 4
                && extensions.contains(flight.get(0))
                && certificates.contains(flight.get(1))
                && (flight.get(1) - certificateBase) % certificateStep == 0
                && flight.get(2) == verify
                && finished.contains(flight.get(3));
    }

    /**
     * The same with a CertificateRequest that names no issuer, as the OpenVPN clone sends it; what
     * follows the Finished doesn't belong to the flight.
     */
    boolean isDefaultCertificateOfClone(List<Integer> flight) {
        return flight.size() == 5
                && flight.get(1) == anyIssuer
                && isDefaultCertificate(
                        List.of(flight.get(0), flight.get(2), flight.get(3), flight.get(4)));
    }

    int nameLength(int certificate) {
        return (certificate - certificateBase) / certificateStep;
    }

    String generationOfExtensions(int length) {
        return length == extensionsOf4 ? "4" : null;
    }

    /** Whether the server's first two records after the handshake are its stateful tickets. */
    boolean startsWithTickets(List<TlsRecord> data) {
        int tickets = 0;
        for (TlsRecord record : data) {
            if (record.direction() == Direction.TO_CLIENT) {
                if (record.length() != ticket) {
                    return false;
                }
                if (++tickets == 2) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * How many of the server's first records hold just its two tickets, however they are divided or
     * taken together; 0 if none do.
     */
    int ticketRecords(List<TlsRecord> data, RecordProtection protection) {
        int expected = 2 * (ticket - protection.fixed());
        int content = 0;
        int records = 0;
        for (TlsRecord record : data) {
            if (record.direction() == Direction.TO_CLIENT) {
                content += record.length() - protection.fixed();
                records++;
                if (content >= expected) {
                    return content == expected ? records : 0;
                }
            }
        }
        return 0;
    }

    /** The same records without the server's first two; the client's request may stand between. */
    List<TlsRecord> withoutTickets(List<TlsRecord> data) {
        return without(2, data);
    }

    /** The same records without so many of the server's first. */
    List<TlsRecord> without(int count, List<TlsRecord> data) {
        List<TlsRecord> rest = new ArrayList<>(data.size());
        int dropped = 0;
        for (TlsRecord record : data) {
            if (record.direction() == Direction.TO_CLIENT && dropped < count) {
                dropped++;
            } else {
                rest.add(record);
            }
        }
        return rest;
    }
}

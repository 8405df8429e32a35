// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.Notice;

/**
 * A notice in the format of RFC 5424, within a number of bytes: structured data for machines, a
 * sentence for people. Text from the network is printable when it comes here, and quotes, brackets
 * and backslashes in structured data are escaped (§6.3.3).
 */
final class MessageFormat {
    /** Longest value of structured data, in characters. */
    private static final int LONGEST_VALUE = 256;

    /** Bytes of the sentence that structured data never takes. */
    private static final int KEPT_FOR_TEXT = 160;

    /** §6: maximum lengths of the parts of the header. */
    private static final int HOSTNAME = 255;

    private static final int APP_NAME = 48;
    private static final int SD_NAME = 32;

    private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final int facility;
    private final Severity severity;
    private final String origin;
    private final String sdId;
    private final int most;

    MessageFormat(SyslogConfiguration configuration) {
        facility = Severity.facility(configuration.facility());
        severity = Severity.configured(configuration.severity());
        origin =
                graphic(hostname(configuration.hostname()), HOSTNAME)
                        + " "
                        + graphic(configuration.app_name(), APP_NAME)
                        + " "
                        + ProcessHandle.current().pid();
        sdId = graphic(configuration.sd_id().replaceAll("[=\\]\"]", "_"), SD_NAME);
        most = configuration.max_bytes();
    }

    private static String hostname(String configured) {
        if (!configured.isBlank()) {
            return configured;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "-";
        }
    }

    /** Printable ASCII without blanks, as the header wants it; the nil value if nothing is left. */
    private static String graphic(String text, int length) {
        String kept = text.replaceAll("[^\\x21-\\x7e]", "");
        return kept.isEmpty() ? "-" : kept.substring(0, Math.min(length, kept.length()));
    }

    byte[] of(Notice notice) {
        int priority = 8 * facility + (severity == null ? Severity.of(notice) : severity).ordinal();
        String header =
                "<%d>1 %s %s %s "
                        .formatted(
                                priority,
                                DetectionRow.time(notice.time()),
                                origin,
                                notice.kind().name());
        String data = data(notice, most - header.length() - KEPT_FOR_TEXT);
        byte[] begin = (header + data + " ").getBytes(StandardCharsets.UTF_8);
        byte[] text = Escaped.of(notice.text(), most).getBytes(StandardCharsets.UTF_8);
        boolean ascii = isAscii(text);
        int room = most - begin.length - (ascii ? 0 : BOM.length);
        int length = text.length <= room ? text.length : boundary(text, room);
        byte[] message = new byte[begin.length + (ascii ? 0 : BOM.length) + length];
        System.arraycopy(begin, 0, message, 0, begin.length);
        if (!ascii) {
            // §6.4: text that is not plain ASCII says that it is UTF-8
            System.arraycopy(BOM, 0, message, begin.length, BOM.length);
        }
        System.arraycopy(text, 0, message, message.length - length, length);
        return message;
    }

    private static boolean isAscii(byte[] text) {
        for (byte b : text) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Where to cut so that no character is halved. */
    private static int boundary(byte[] text, int most) {
        int end = most;
        while (end > 0 && (text[end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }

    private String data(Notice notice, int room) {
        StructuredData data = new StructuredData(sdId, room);
        data.add("case", notice.caseId() == 0 ? null : String.valueOf(notice.caseId()));
        Detection detection = notice.detection();
        if (detection != null) {
            data.add("state", detection.state().label());
            data.add("confidence", DetectionRow.rounded(detection.confidence(), 4).toPlainString());
            data.add("tunnel", detection.tunnel());
            data.add("method", detection.method().label());
            party(data, "client", detection.client());
            party(data, "server", detection.server());
            if (detection.via() != null) {
                data.add("via", String.valueOf(detection.via().address()));
                data.add("viaPort", String.valueOf(detection.via().port()));
            }
            data.add("twoWay", String.valueOf(detection.twoWay()));
            decision(data, notice.decision());
            data.add(
                    "methods",
                    detection.methods().stream()
                            .map(Method::label)
                            .collect(Collectors.joining(",")));
            data.add("generation", detection.generation());
            data.add("firstSeen", DetectionRow.time(detection.firstSeen()));
            data.add("lastSeen", DetectionRow.time(detection.lastSeen()));
            data.add(
                    "techniques",
                    detection.evidence().stream()
                            .map(evidence -> evidence.technique().id())
                            .collect(Collectors.joining(",")));
        }
        return data.toString();
    }

    private static void decision(StructuredData data, Decision decision) {
        if (decision != null) {
            data.add("decision", decision.verdict().name().toLowerCase(Locale.ROOT));
            if (decision.block() != null) {
                data.add("block", decision.block().toString());
                data.add("blockSeconds", String.valueOf(decision.duration().toSeconds()));
            }
            data.add("reason", decision.reason());
        }
    }

    private static void party(StructuredData data, String role, Party party) {
        if (party != null) {
            data.add(role, party.address() == null ? null : party.address().toString());
            data.add(role + "Port", party.port() == 0 ? null : String.valueOf(party.port()));
            data.add(role + "Name", party.name());
            data.add(role + "Mac", party.mac() == null ? null : party.mac().toString());
        }
    }

    /** One element of structured data (§6.3) that never grows beyond its room. */
    private static final class StructuredData {
        private final StringBuilder text = new StringBuilder();
        private int room;
        private boolean any;

        StructuredData(String id, int room) {
            text.append('[').append(id);
            this.room = room - id.length() - 2;
        }

        void add(String name, String value) {
            if (value == null || value.isEmpty()) {
                return;
            }
            String parameter =
                    " "
                            + name
                            + "=\""
                            + Escaped.of(value, LONGEST_VALUE)
                                    .replace("\\", "\\\\")
                                    .replace("\"", "\\\"")
                                    .replace("]", "\\]")
                            + "\"";
            int length = parameter.getBytes(StandardCharsets.UTF_8).length;
            if (length <= room) {
                text.append(parameter);
                room -= length;
                any = true;
            }
        }

        @Override
        public String toString() {
            return any ? text + "]" : "-";
        }
    }
}

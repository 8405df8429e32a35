// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;

/**
 * One JSON object a line: the detections of an input, then its summary. Names and order of the
 * fields are what scripts rely on: fields are added at the end, never renamed.
 */
final class JsonLines implements Report {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes the fields of one object. */
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private final Writer out;

    JsonLines(Writer out) {
        this.out = out;
    }

    @Override
    public void write(Outcome outcome) throws IOException {
        for (Detection detection : outcome.detections()) {
            line(json -> detection(json, outcome.file(), detection));
        }
        line(json -> summary(json, outcome));
        out.flush();
    }

    /** Writes one object on a line of its own. */
    void line(Fields fields) throws IOException {
        StringWriter line = new StringWriter(1024);
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        out.write(line.append('\n').toString());
    }

    /** The fields of a detection. */
    static void detection(JsonGenerator json, String file, Detection detection) throws IOException {
        json.writeStringField("type", "detection");
        json.writeStringField("file", Escaped.of(file));
        json.writeStringField("state", detection.state().label());
        number(json, "confidence", detection.confidence(), 6);
        json.writeStringField("tunnel", Escaped.of(detection.tunnel()));
        json.writeStringField("generation", Escaped.of(detection.generation()));
        json.writeStringField("method", detection.method().label());
        json.writeFieldName("client");
        client(json, detection.client());
        json.writeFieldName("server");
        server(json, detection.server());
        json.writeArrayFieldStart("methods");
        for (Method method : detection.methods()) {
            json.writeString(method.label());
        }
        json.writeEndArray();
        json.writeFieldName("via");
        via(json, detection);
        json.writeStringField("transport", detection.transport());
        json.writeStringField("firstSeen", PacketTime.iso(detection.firstSeen()));
        json.writeStringField("lastSeen", PacketTime.iso(detection.lastSeen()));
        json.writeNumberField("decidedAtFrame", detection.decidedAtFrame());
        json.writeArrayFieldStart("evidence");
        for (Evidence evidence : detection.evidence()) {
            evidence(json, evidence);
        }
        json.writeEndArray();
        number(json, "prior", detection.prior(), 6);
        json.writeBooleanField("twoWay", detection.twoWay());
        json.writeArrayFieldStart("notSeen");
        for (String technique : detection.notSeen()) {
            json.writeString(Escaped.of(technique));
        }
        json.writeEndArray();
    }

    private static void evidence(JsonGenerator json, Evidence evidence) throws IOException {
        json.writeStartObject();
        json.writeStringField("technique", Escaped.of(evidence.technique().id()));
        if (evidence.technique().definitive()) {
            json.writeNullField("weight");
        } else {
            number(json, "weight", evidence.technique().weight(), 4);
        }
        json.writeNumberField("frame", evidence.frame());
        json.writeStringField("detail", Escaped.of(evidence.detail()));
        json.writeBooleanField("twoWay", evidence.twoWay());
        json.writeEndObject();
    }

    private static void client(JsonGenerator json, Party party) throws IOException {
        if (party == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        address(json, party);
        json.writeStringField("mac", party.mac() == null ? null : party.mac().toString());
        json.writeEndObject();
    }

    private static void server(JsonGenerator json, Party party) throws IOException {
        if (party == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        address(json, party);
        json.writeStringField("name", Escaped.of(party.name()));
        json.writeEndObject();
    }

    private static void address(JsonGenerator json, Party party) throws IOException {
        json.writeStringField("ip", party.address() == null ? null : party.address().toString());
        port(json, party.port());
    }

    private static void via(JsonGenerator json, Detection detection) throws IOException {
        if (detection.via() == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("kind", Escaped.of(detection.via().kind()));
        json.writeStringField(
                "ip",
                detection.via().address() == null ? null : detection.via().address().toString());
        port(json, detection.via().port());
        json.writeEndObject();
    }

    /** Port 0 says that there is none or that it is not known. */
    private static void port(JsonGenerator json, int port) throws IOException {
        if (port == 0) {
            json.writeNullField("port");
        } else {
            json.writeNumberField("port", port);
        }
    }

    private static void summary(JsonGenerator json, Outcome outcome) throws IOException {
        AnalysisSummary summary = outcome.summary();
        json.writeStringField("type", "summary");
        json.writeStringField("file", Escaped.of(outcome.file()));
        json.writeNumberField("frames", summary.frames());
        json.writeNumberField("bytes", summary.bytes());
        json.writeNumberField("flows", summary.flows());
        json.writeNumberField("undecoded", summary.undecoded());
        json.writeNumberField("evicted", summary.evicted());
        json.writeNumberField("detections", outcome.detections().size());
        number(json, "seconds", outcome.seconds(), 3);
        json.writeStringField("error", Escaped.of(outcome.error()));
    }

    /** Rounded down, so that what is not certain never reads as 1. */
    static void number(JsonGenerator json, String name, double value, int digits)
            throws IOException {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(digits, RoundingMode.DOWN).stripTrailingZeros();
        json.writeFieldName(name);
        json.writeNumber(rounded.scale() < 0 ? rounded.setScale(0) : rounded);
    }
}

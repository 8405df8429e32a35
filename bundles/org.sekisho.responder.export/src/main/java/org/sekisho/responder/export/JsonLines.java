// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/** A JSON object a line, with everything that there is to say; also read back. */
final class JsonLines implements Format {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public String file() {
        return "blocked.jsonl";
    }

    @Override
    public List<String> lines(Map<Block, Duration> wanted, Instant now) {
        List<String> lines = new ArrayList<>(wanted.size());
        wanted.forEach(
                (block, remaining) ->
                        lines.add(
                                line(block, now.plus(remaining).truncatedTo(ChronoUnit.SECONDS))));
        return lines;
    }

    private static String line(Block block, Instant until) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("scope", word(block.scope()));
            if (block.transport() != null) {
                json.writeStringField("transport", word(block.transport()));
            }
            if (block.client() != null) {
                json.writeStringField("client", block.client().toString());
            }
            if (block.server() != null) {
                json.writeStringField("server", block.server().toString());
            }
            if (block.scope() == Scope.FLOW) {
                json.writeNumberField("clientPort", block.clientPort());
                json.writeNumberField("serverPort", block.serverPort());
            }
            if (block.mac() != null) {
                json.writeStringField("mac", block.mac().toString());
            }
            json.writeStringField("action", word(block.action()));
            json.writeStringField("until", until.toString());
            json.writeEndObject();
        } catch (IOException e) {
            // nothing is written to but memory
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The blocks that such lines say, with the time until which each is wanted. A line that is none
     * of ours is passed over.
     */
    static Map<Block, Instant> read(List<String> lines) {
        Map<Block, Instant> blocks = new LinkedHashMap<>();
        for (String line : lines) {
            try {
                Map<String, String> fields = fields(line);
                blocks.put(block(fields), Instant.parse(fields.get("until")));
            } catch (IOException | RuntimeException foreign) {
                // somebody else wrote it; what we write anew takes its place
                continue;
            }
        }
        return blocks;
    }

    private static Map<String, String> fields(String line) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                fields.put(name, json.getText());
            }
        }
        return fields;
    }

    private static Block block(Map<String, String> fields) {
        return new Block(
                Scope.valueOf(upper(fields.get("scope"))),
                fields.containsKey("transport")
                        ? Transport.valueOf(upper(fields.get("transport")))
                        : null,
                prefix(fields.get("client")),
                Integer.parseInt(fields.getOrDefault("clientPort", "0")),
                prefix(fields.get("server")),
                Integer.parseInt(fields.getOrDefault("serverPort", "0")),
                mac(fields.get("mac")),
                Action.valueOf(upper(fields.get("action"))));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static IpPrefix prefix(String text) {
        IpPrefix prefix = IpPrefix.parse(text);
        if (text != null && prefix == null) {
            throw new IllegalArgumentException("'" + text + "' is no address");
        }
        return prefix;
    }

    private static MacAddress mac(String text) {
        return text == null ? null : new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }
}

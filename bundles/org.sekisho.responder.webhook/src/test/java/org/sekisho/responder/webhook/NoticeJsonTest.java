// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.testkit.notice.HostileTexts;
import org.sekisho.testkit.notice.SampleNotices;

class NoticeJsonTest {
    /** Names and texts, in their order; refuses what is no JSON or names a field twice. */
    private static List<String> texts(byte[] json) throws Exception {
        List<String> texts = new ArrayList<>();
        JsonFactory factory =
                JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        try (JsonParser parser = factory.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
                    texts.add(parser.getText());
                }
            }
        }
        return texts;
    }

    @Test
    void textFromTheNetworkStaysTextInOneLine() throws Exception {
        List<String> names = null;
        for (String hostile : HostileTexts.ALL) {
            byte[] json = NoticeJson.of(SampleNotices.hostile(1, hostile), "id", "sensor");
            assertThat(json.length).isLessThan(16 << 10);
            assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("\n", "\r", "\0");
            List<String> texts = texts(json);
            assertThat(texts).noneMatch(HostileTexts::steers);
            // the same fields, whatever the name says
            List<String> all = texts(NoticeJson.of(SampleNotices.hostile(1, "x"), "id", "sensor"));
            assertThat(texts).hasSameSizeAs(all);
            names = texts;
        }
        assertThat(names).contains("detection", "decision", "evidence");
    }

    @Test
    void aNoticeAboutNoCaseHasNone() {
        assertThat(
                        new String(
                                NoticeJson.of(SampleNotices.trouble("look"), "i", null),
                                StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"type\":\"notice\",\"id\":\"i\",\"sensor\":null,\"kind\":\"trouble\","
                                + "\"case\":null,\"time\":\"2026-11-22T18:50:17.123456Z\","
                                + "\"text\":\"look\",\"detection\":null,\"decision\":null}");
    }
}

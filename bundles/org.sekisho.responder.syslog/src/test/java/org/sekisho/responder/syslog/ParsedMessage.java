// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A message as a receiver that is strict about the grammar of RFC 5424 §6 understands it. */
record ParsedMessage(
        int priority,
        OffsetDateTime time,
        String hostname,
        String appName,
        String msgId,
        String sdId,
        Map<String, String> data,
        String text) {
    private static final Pattern HEADER =
            Pattern.compile(
                    "<(0|[1-9][0-9]{0,2})>1 (\\S+) ([!-~]{1,255}) ([!-~]{1,48}) ([0-9]{1,128})"
                            + " ([!-~]{1,32}) ");
    private static final Pattern SD_ID = Pattern.compile("\\[([!#-<>-\\\\^-~]{1,32})");
    private static final Pattern PARAMETER =
            Pattern.compile(" ([!#-<>-\\\\^-~]{1,32})=\"((?:[^\"\\\\\\]]|\\\\[\"\\\\\\]])*)\"");

    static ParsedMessage of(byte[] message) throws CharacterCodingException {
        String line =
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
        Matcher header = HEADER.matcher(line);
        assertThat(header.lookingAt()).as(line).isTrue();
        int at = header.end();
        Map<String, String> data = new LinkedHashMap<>();
        String sdId = null;
        if (line.charAt(at) == '-') {
            at++;
        } else {
            Matcher id = SD_ID.matcher(line).region(at, line.length());
            assertThat(id.lookingAt()).as(line).isTrue();
            sdId = id.group(1);
            at = id.end();
            Matcher parameter = PARAMETER.matcher(line);
            while (parameter.region(at, line.length()).lookingAt()) {
                String value = parameter.group(2).replaceAll("\\\\([\"\\\\\\]])", "$1");
                assertThat(data.put(parameter.group(1), value)).isNull();
                at = parameter.end();
            }
            // one element, as we send one; whatever else follows would be forged
            assertThat(line.charAt(at)).as(line).isEqualTo(']');
            at++;
        }
        assertThat(line.charAt(at)).as(line).isEqualTo(' ');
        String text = line.substring(at + 1);
        if (text.startsWith("\ufeff")) {
            text = text.substring(1);
        } else {
            assertThat(text).as("without a byte order mark").isPrintable().matches("\\p{ASCII}*");
        }
        return new ParsedMessage(
                Integer.parseInt(header.group(1)),
                OffsetDateTime.parse(header.group(2)),
                header.group(3),
                header.group(4),
                header.group(6),
                sdId,
                data,
                text);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MailSettingsTest {
    private static MailSettings settings(Map<String, Object> named) {
        Map<String, Object> all = new HashMap<>();
        all.put("smtp_host", "mail.example.org");
        all.put("from", "sekisho@example.org");
        all.put("to", "admin@example.org");
        all.putAll(named);
        return MailSettings.of(Settings.of(all));
    }

    @Test
    void theLeastThatHasToBeSaidIsEnough() {
        MailSettings settings = settings(Map.of());
        assertThat(settings.faults()).isEmpty();
        assertThat(settings.window()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.escalationTo()).isEmpty();
        assertThat(settings.escalationAfter()).isNull();
    }

    @Test
    void severalRecipientsMayHaveNames() {
        MailSettings settings =
                settings(
                        Map.of(
                                "to", "Admin <admin@example.org>, b@example.org ,",
                                "escalation_to", "boss@example.org",
                                "escalation_on", " trouble , confirmed",
                                "escalation_after", "90m"));
        assertThat(settings.faults()).isEmpty();
        assertThat(settings.to())
                .extracting(address -> address.getAddress())
                .containsExactly("admin@example.org", "b@example.org");
        assertThat(settings.escalationOn())
                .containsExactlyInAnyOrder(
                        MailSettings.Cause.TROUBLE, MailSettings.Cause.CONFIRMED);
        assertThat(settings.escalationAfter()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void whatCanNotBeMeantIsNamedWithTheRemedy() {
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(
                        Map.of("from", "nobody"),
                        Map.of("from", "a@example.org, b@example.org"),
                        Map.of("to", ""),
                        Map.of("to", "a@example.org\r\nBcc: b@example.org"),
                        Map.of("to", "a b@example.org"),
                        Map.of("digest_window", "soon"),
                        Map.of("digest_window", "0s"),
                        Map.of("digest_window", "8d"),
                        Map.of("repeat_after", "-1d"),
                        Map.of("escalation_on", "confirmed,everything"),
                        Map.of("escalation_after", "later"),
                        Map.of("smtp_host", " "))) {
            assertThat(settings(wrong).faults())
                    .as(wrong.toString())
                    .isNotEmpty()
                    .allMatch(fault -> !fault.contains("\n") && !fault.contains("\r"))
                    .first()
                    .asString()
                    .contains(wrong.keySet().iterator().next().replace('_', '.'));
        }
    }
}

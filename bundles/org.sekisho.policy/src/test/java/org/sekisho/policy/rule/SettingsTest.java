// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.decide.Scope;
import org.sekisho.detect.State;
import org.sekisho.policy.OptionTexts;

class SettingsTest {
    @Test
    void outOfTheBoxItWatches() {
        Settings settings = OptionTexts.settings();
        assertThat(settings.blocking()).isFalse();
        assertThat(settings.confirmRequired()).isTrue();
        assertThat(settings.required()).isEqualTo(State.LIKELY);
        assertThat(settings.twoKey()).isTrue();
        assertThat(settings.scope()).isEqualTo(Scope.PAIR);
        assertThat(settings.term().first()).isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({
        "mode, on, 'block, watch'",
        "block.state, sure, 'confirmed, likely'",
        "two.key, yes, 'false, true'",
        "block.scope, world, 'flow, mac'",
        "block.duration, 10 years, 10m",
        "block.duration, 0s, 10m",
        "block.duration, 366d, 365d",
        "block.duration.most, 5m, block.duration=10m",
        "block.growth, 0.5, from 1 to 100",
        "block.growth, NaN, from 1 to 100",
        "ignore, sssh, sssh",
        "watch, ssh@sure, ssh@sure",
        "block, likely, block.state",
    })
    void aWrongValueIsRefusedWithKeyValueAndRemedy(String key, String value, String remedy) {
        assertThatThrownBy(() -> OptionTexts.settings(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key + "=" + value)
                .hasMessageContaining(remedy);
    }

    @Test
    void oneMethodCanNotBeIgnoredAndBlocked() {
        assertThatThrownBy(() -> OptionTexts.settings("ignore", "ssh", "block", "ssh"))
                .hasMessageContaining("'ssh'");
    }
}

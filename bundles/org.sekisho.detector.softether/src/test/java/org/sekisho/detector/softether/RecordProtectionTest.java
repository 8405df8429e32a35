// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.detection.Interval;

/** Record lengths of sessions of which the plaintext is known (wire facts §3.2). */
class RecordProtectionTest {
    @ParameterizedTest
    @CsvSource({
        // version, suite, encrypt-then-MAC, record, plaintext
        "0x0304, 0x1302, false, 272, 255",
        "0x0303, 0xc030, false, 279, 255",
        "0x0303, 0xcca8, false, 271, 255",
        "0x0303, 0x002f, true, 292, 255",
        "0x0303, 0x002f, true, 2164, 2121",
        "0x0303, 0x002f, false, 304, 255",
        "0x0303, 0x0004, false, 271, 255",
        "0x0303, 0x0005, false, 275, 255"
    })
    void aRecordTellsWhatItCanHold(
            String version, String suite, boolean macAfter, int record, int plaintext) {
        RecordProtection protection =
                RecordProtection.of(Integer.decode(version), Integer.decode(suite), macAfter);

        Interval content = protection.content(record);

        assertThat(content.contains(plaintext)).isTrue();
        assertThat(content.to() - content.from()).isLessThan(16);
    }

    @ParameterizedTest
    @CsvSource({"0x1302, 16", "0x002f, 293", "0x002f, 20", "0x002f, 0"})
    void aRecordThatTheSuiteCannotMakeHoldsNothing(String suite, int record) {
        int number = Integer.decode(suite);
        int version = number == 0x1302 ? 0x0304 : 0x0303;

        assertThat(RecordProtection.of(version, number, true).content(record)).isNull();
    }
}

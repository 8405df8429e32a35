// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;

class WordingTest {
    private final Wording english = new Wording("en");
    private final Wording japanese = new Wording("ja");

    @ParameterizedTest
    @EnumSource(Method.class)
    void thereAreWordsForEveryMethodAndStateWithNothingLeftOpen(Method method) {
        for (State state : State.values()) {
            Found found = Found.tls("10.1.0.2", "10.2.0.2").as(state).by(method);
            assertThat(english.onCall(found.detection()))
                    .startsWith(state.label())
                    .contains("10.1.0.2")
                    .doesNotContain("{", "}");
            assertThat(english.user(found.detection()))
                    .contains("10.1.0.2", "SoftEther VPN")
                    .doesNotContain("{", "}");
            assertThat(japanese.user(found.detection()))
                    .contains("10.1.0.2", "SoftEther VPN", "管理者")
                    .doesNotContain("{", "}");
        }
    }

    @Test
    void lessThanCertainIsNotSaidAsIfItWere() {
        Found found = Found.tls("10.1.0.2", "10.2.0.2").as(State.SUSPECTED);
        assertThat(english.user(found.detection())).contains("may be using");
        assertThat(japanese.user(found.detection())).contains("可能性があります");
    }

    @Test
    void anEndThatIsNotKnownIsSaidToBeUnknown() {
        Found found = new Found(State.LIKELY, Method.CONTROL, null, "10.2.0.2", null, "x");
        assertThat(english.onCall(found.detection())).contains("on 10.2.0.2 since");
        Found none = new Found(State.LIKELY, Method.TLS, "10.1.0.2", null, null, "x");
        assertThat(english.user(none.detection())).contains("to an unknown host");
    }

    @Test
    void aMachineThatBridgesIsNamedByItsMacAddressToo() {
        Found found = Found.tls("10.1.0.2", "10.2.0.2").by(Method.BRIDGE);
        assertThat(english.onCall(found.detection()))
                .contains("10.1.0.2, MAC 4e:b9:af:ac:08:74 joins this network");
    }

    @Test
    void wordsInBracesFromTheNetworkMeanNothing() {
        Found found = Found.tls("10.1.0.2", "10.2.0.2").named("{state}$1\\");
        assertThat(english.onCall(found.detection())).contains("({state}$1\\)");
    }
}

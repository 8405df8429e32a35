// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.decide.Past;
import org.sekisho.decide.Scope;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.State;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;

class WatchingPolicyTest {
    private static final Party CLIENT = party("192.168.1.2", 50000);
    private static final Party SERVER = party("203.0.113.5", 443);

    private final WatchingPolicy policy = new WatchingPolicy(options("watch", "likely", "10m"));

    @Test
    void aTunnelIsWatchedAndTheBlockItWouldGetCoversThePairForTenMinutes() {
        Decision decision =
                policy.decide(detection(State.LIKELY, Method.TLS, true, SERVER), Past.NONE);
        assertThat(decision.detection()).isEqualTo(7);
        assertThat(decision.verdict()).isEqualTo(Verdict.WATCH);
        assertThat(decision.block().scope()).isEqualTo(Scope.PAIR);
        assertThat(decision.block().client()).isEqualTo(IpPrefix.of(CLIENT.address()));
        assertThat(decision.block().server()).isEqualTo(IpPrefix.of(SERVER.address()));
        assertThat(decision.duration()).isEqualTo(Duration.ofMinutes(10));
        assertThat(decision.reason()).contains("10 minutes");
    }

    @Test
    void whatOneForgerCouldHaveSentIsNeverBlockedHoweverSureItLooks() {
        Decision decision =
                policy.decide(detection(State.CONFIRMED, Method.TLS, false, SERVER), Past.NONE);
        assertThat(decision.block()).isNull();
        assertThat(decision.reason()).contains("forger");
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"CONTROL", "HUB", "BRIDGE", "SECURE_NAT"})
    void findingsWithoutATunnelBetweenTwoAddressesAreNeverBlocked(Method method) {
        Decision decision =
                policy.decide(detection(State.CONFIRMED, method, true, SERVER), Past.NONE);
        assertThat(decision.verdict()).isEqualTo(Verdict.WATCH);
        assertThat(decision.block()).isNull();
        assertThat(decision.reason()).isNotBlank();
    }

    @Test
    void aDetectionBelowTheRequiredStateIsNotBlocked() {
        assertThat(
                        policy.decide(
                                        detection(State.SUSPECTED, Method.TLS, true, SERVER),
                                        Past.NONE)
                                .block())
                .isNull();
        WatchingPolicy strict = new WatchingPolicy(options("watch", "confirmed", "10m"));
        Decision decision =
                strict.decide(detection(State.LIKELY, Method.TLS, true, SERVER), Past.NONE);
        assertThat(decision.block()).isNull();
        assertThat(decision.reason()).contains("only likely");
    }

    @Test
    void anEndWithoutAnAddressOrWithASpecialOneIsNotBlocked() {
        Party named = new Party(null, 443, "vpn.example", null);
        assertThat(
                        policy.decide(detection(State.LIKELY, Method.SOCKS, true, named), Past.NONE)
                                .block())
                .isNull();
        assertThat(
                        policy.decide(detection(State.LIKELY, Method.TLS, true, null), Past.NONE)
                                .block())
                .isNull();
        Party everybody = party("255.255.255.255", 443);
        assertThat(
                        policy.decide(
                                        detection(State.LIKELY, Method.TLS, true, everybody),
                                        Past.NONE)
                                .block())
                .isNull();
    }

    @Test
    void wrongOptionsAreRefusedWithKeyAndValue() {
        assertThatThrownBy(() -> new WatchingPolicy(options("block", "likely", "10m")))
                .hasMessageContaining("mode=block");
        assertThatThrownBy(() -> new WatchingPolicy(options("watch", "sure", "10m")))
                .hasMessageContaining("block.state=sure");
        assertThatThrownBy(() -> new WatchingPolicy(options("watch", "likely", "10 years")))
                .hasMessageContaining("block.duration=10 years");
    }

    private static Party party(String address, int port) {
        return new Party(IpAddress.parse(address), port, null, null);
    }

    private static Detection detection(State state, Method method, boolean twoWay, Party server) {
        return new Detection(
                7,
                "softether",
                state,
                0.95,
                0.001,
                CLIENT,
                server,
                method,
                List.of(method),
                null,
                "tcp",
                null,
                0,
                0,
                1,
                twoWay,
                List.of(),
                List.of());
    }

    private static PolicyConfiguration options(String mode, String state, String duration) {
        return new PolicyConfiguration() {
            @Override
            public Class<? extends Annotation> annotationType() {
                return PolicyConfiguration.class;
            }

            @Override
            public String mode() {
                return mode;
            }

            @Override
            public String block_state() {
                return state;
            }

            @Override
            public String block_duration() {
                return duration;
            }
        };
    }
}

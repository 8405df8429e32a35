// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Scope;
import org.sekisho.detect.Method;

/** Once blocking is switched on, its defaults stop sessions and nobody else. */
@Tag("long")
class BlockedSessionTest {
    private static final Blocking DEFAULTS = new Blocking();
    private static final List<Original> POSITIVES = Original.positives();

    /** Sessions that use TCP alone have less to be known by; these are ordinary ones. */
    @TestFactory
    Stream<DynamicTest> aSessionOverTcpAloneIsBlocked() {
        List<Original> sessions =
                POSITIVES.stream()
                        .filter(o -> o.name().matches("(p01|p02|p28|p31|p34).*"))
                        .toList();
        assertThat(sessions).hasSizeGreaterThanOrEqualTo(5);
        return sessions.stream()
                .flatMap(
                        session ->
                                Stream.of(
                                        dynamicTest(
                                                session.name(),
                                                () -> isBlocked(session, session.frames())),
                                        dynamicTest(
                                                session.name() + ", no packet but TCP",
                                                () -> isBlocked(session, tcp(session)))));
    }

    private static List<Frame> tcp(Original session) {
        return session.frames().stream()
                .filter(frame -> Ipv4.is(frame) && Ipv4.protocol(frame) == 6)
                .toList();
    }

    private static void isBlocked(Original session, List<Frame> frames) {
        Verdict verdict = session.verdicts().iterator().next();
        List<Decision> blocks = DEFAULTS.blocks(Pipeline.judge(frames).detections());
        assertThat(blocks).hasSize(1);
        assertThat(blocks.get(0).block().scope()).isEqualTo(Scope.PAIR);
        assertThat(blocks.get(0).block().client().address()).isEqualTo(verdict.client());
        assertThat(blocks.get(0).block().server().address()).isEqualTo(verdict.server());
    }

    @Test
    void sessionsOverOtherCarriersAreBlockedToo() {
        assertThat(POSITIVES.stream().filter(BlockedSessionTest::isBlocked))
                .extracting(o -> o.verdicts().iterator().next().method())
                .contains(Method.TLS, Method.ICMP, Method.DNS, Method.HTTP_PROXY, Method.SOCKS);
    }

    private static boolean isBlocked(Original session) {
        return !DEFAULTS.blocks(Pipeline.judge(session.frames()).detections()).isEmpty();
    }

    @Test
    void throughAProxyOneConnectionIsCutAndNoPairBlocked() {
        List<Original> proxied =
                POSITIVES.stream().filter(o -> o.name().matches("p(09|10).*")).toList();
        assertThat(proxied).isNotEmpty();
        for (Original session : proxied) {
            assertThat(DEFAULTS.blocks(Pipeline.judge(session.frames()).detections()))
                    .as(session.name())
                    .isNotEmpty()
                    .allMatch(decision -> decision.block().scope() == Scope.FLOW)
                    .allMatch(decision -> decision.reason().contains("proxy"));
        }
    }

    @Test
    void nobodyElseIsBlocked() {
        for (Original innocent : Original.negatives()) {
            assertThat(DEFAULTS.blocks(Pipeline.judge(innocent.frames()).detections()))
                    .as(innocent.name())
                    .isEmpty();
        }
    }

    @Test
    void bridgesAreBlockedByMacAddressOnlyIfAskedForByName() {
        List<Original> lans = POSITIVES.stream().filter(o -> o.name().matches("p22.*")).toList();
        assertThat(lans).isNotEmpty();
        Blocking asked = new Blocking("block", "bridge secure-nat");
        for (Original lan : lans) {
            var detections = Pipeline.judge(lan.frames()).detections();
            assertThat(DEFAULTS.blocks(detections))
                    .as(lan.name())
                    .noneMatch(decision -> decision.block().scope() == Scope.MAC);
            assertThat(asked.blocks(detections))
                    .as(lan.name())
                    .anyMatch(decision -> decision.block().scope() == Scope.MAC);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.event.softether.KeepAliveText;
import org.sekisho.event.softether.NatTraversalMessage;
import org.sekisho.event.softether.NatTraversalMessage.Kind;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;

class NatTraversalDissectorTest {
    private static List<NatTraversalMessage> messages(List<RecordedDatagrams> flows) {
        return flows.stream()
                .flatMap(f -> f.replay(new NatTraversalDissector()).events().stream())
                .map(NatTraversalMessage.class::cast)
                .toList();
    }

    private static List<NatTraversalMessage> messages(Direction direction, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return messages(List.of(Datagrams.udp(List.of(Datagrams.udp(direction, bytes, 0)))));
    }

    @Test
    void readsTheRequestsOfAServer() {
        List<NatTraversalMessage> messages = messages(Datagrams.flows("p16_"));
        assertThat(messages)
                .anyMatch(m -> m.kind() == Kind.SERVER_QUERY)
                .anyMatch(
                        m ->
                                m.kind() == Kind.PACK
                                        && "get_token".equals(m.fields().get("opcode"))
                                        && "1".equals(m.fields().get("nat_traversal_version")));
    }

    @Test
    void readsTheConnectRequestOfAClient() {
        List<NatTraversalMessage> messages = messages(Datagrams.flows("p15"));
        assertThat(messages)
                .filteredOn(m -> m.kind() == Kind.PACK)
                .isNotEmpty()
                .allSatisfy(
                        m ->
                                assertThat(m.fields())
                                        .containsEntry("opcode", "nat_t_connect_request")
                                        .containsEntry("svc_name", "SoftEther_VPN")
                                        .containsKeys("dest_ip", "target_hostname"));
    }

    @Test
    void readsTheAddressThatASessionIsTold() {
        List<NatTraversalMessage> messages = messages(Datagrams.flows("p28"));
        assertThat(messages)
                .filteredOn(m -> m.kind() == Kind.ADDRESS_ANSWER)
                .isNotEmpty()
                .allMatch(m -> m.direction() == Direction.TO_CLIENT)
                .allSatisfy(m -> assertThat(m.fields()).containsOnlyKeys("ip", "port"));
        assertThat(messages).anyMatch(m -> m.kind() == Kind.SESSION_QUERY);
    }

    @Test
    void readsAddressesStrictly() {
        assertThat(messages(Direction.TO_CLIENT, "IP=192.0.2.1,PORT=5")).hasSize(1);
        assertThat(messages(Direction.TO_CLIENT, "IP=192.0.2.1,PORT=65535#more")).hasSize(1);
        for (String other :
                List.of(
                        "IP=192.0.2.1,PORT=65536",
                        "IP=192.0.2,PORT=5",
                        "IP=192.0.2.1,PORT=",
                        "IP=192.0.2.1;PORT=5",
                        "IP=192.0.2.1,PORT=5,X=1",
                        "A",
                        "B")) {
            assertThat(messages(Direction.TO_CLIENT, other)).as(other).isEmpty();
        }
    }

    @Test
    void doesNotRepeatItself() {
        RecordedDatagrams flow = Datagrams.flows("p16_", NatTraversalDissector::new).get(0);
        RecordedDatagrams longer =
                Datagrams.with(
                        flow,
                        list -> {
                            List<Datagram> once = List.copyOf(list);
                            for (int i = 0; i < 50; i++) {
                                list.addAll(once);
                            }
                            return list;
                        });
        assertThat(messages(List.of(longer))).hasSameSizeAs(messages(List.of(flow)));
    }

    @Test
    void hidesSecrets() {
        String pack =
                "00000003 00000006 746f6b656e 00000002 00000001 00000004 61626364"
                        + "00000008 7472616e5f6964 00000004 00000001 0000000000000007"
                        + "00000007 6f70636f6465 00000002 00000001 00000004 74657374";
        byte[] bytes = org.sekisho.testkit.Conversation.hex(pack);
        Datagram datagram = Datagrams.udp(Direction.TO_CLIENT, bytes, 0);
        assertThat(messages(List.of(Datagrams.udp(List.of(datagram)))))
                .singleElement()
                .satisfies(
                        m ->
                                assertThat(m.fields())
                                        .containsEntry("token", "(hidden)")
                                        .containsEntry("tran_id", "7")
                                        .containsEntry("opcode", "test"));
    }

    @Test
    void findsTheKeepAliveText() {
        List<RecordedDatagrams> flows = Datagrams.flows("p16_", KeepAliveDissector::new);
        assertThat(flows).isNotEmpty();
        for (RecordedDatagrams flow : flows) {
            assertThat(flow.replay(new KeepAliveDissector()).events(KeepAliveText.class))
                    .singleElement()
                    .satisfies(e -> assertThat(e.direction()).isEqualTo(Direction.TO_SERVER));
        }
    }
}

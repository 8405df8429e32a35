// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.sekisho.dissect.Probe;
import org.sekisho.event.softether.AzureControl;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedStream;

class AzureControlDissectorTest {
    /** ControlKeepAlive = 5000, ControlTimeout = 10000 (wire facts §7). */
    private static final String PACK =
            "00000002 00000011 436f6e74726f6c4b656570416c697665 00000000 00000001 00001388"
                    + "0000000f 436f6e74726f6c54696d656f7574 00000000 00000001 00002710";

    private static byte[] message(boolean genuine) throws Exception {
        byte[] pack = Conversation.hex(PACK);
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(pack);
        digest[19] ^= (byte) (genuine ? 0 : 1);
        return ByteBuffer.allocate(4 + pack.length + 20)
                .putInt(pack.length)
                .put(pack)
                .put(digest)
                .array();
    }

    @Test
    void tellsTheStartAndTheRelaysAnswer() throws Exception {
        RecordedStream stream =
                Conversation.fromStart().toServer("ACTL").toClient(message(true)).stream();
        for (Delivery delivery : Delivery.values()) {
            assertThat(
                            stream.replay(new AzureControlDissector(), delivery)
                                    .events(AzureControl.class))
                    .extracting(AzureControl::answered)
                    .containsExactly(false, true);
        }
    }

    @Test
    void takesNoOtherAnswerForTheRelays() throws Exception {
        RecordedStream forged =
                Conversation.fromStart().toServer("ACTL").toClient(message(false)).stream();
        RecordedStream text =
                Conversation.fromStart().toServer("ACTL").toClient("HTTP/1.1 400 Bad").stream();
        for (RecordedStream stream : new RecordedStream[] {forged, text}) {
            assertThat(stream.replay(new AzureControlDissector()).events(AzureControl.class))
                    .extracting(AzureControl::answered)
                    .containsExactly(false);
        }
    }

    @Test
    void refusesOtherStreams() {
        AzureControlDissector dissector = new AzureControlDissector();
        for (String start : new String[] {"ACTIVATE", "GET / HTTP/1.1", "\u0016\u0003\u0001"}) {
            assertThat(Conversation.fromStart().toServer(start).stream().replay(dissector).probe())
                    .isEqualTo(Probe.NO);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordedBlock;

class RecordCodecTest {
    private static <R extends Record> R again(R value, Class<R> type) throws Exception {
        return RecordCodec.decode(RecordCodec.encode(value), type, new HashMap<>());
    }

    @Test
    void caseIsReadAsItWasWritten() throws Exception {
        Detection detection = Samples.tunnel("10.1.0.2", "2001:db8::1", 7, Samples.NOW);
        CaseTable.Body body = new CaseTable.Body(detection, Samples.watched(detection));
        assertThat(again(body, CaseTable.Body.class)).isEqualTo(body);
        Detection hub =
                Samples.detection(
                        Method.HUB,
                        null,
                        new Party(IpAddress.parse("::ffff:192.0.2.1"), 0, "hub.example", null),
                        1,
                        -5,
                        0);
        CaseTable.Body alone = new CaseTable.Body(hub, null);
        assertThat(again(alone, CaseTable.Body.class)).isEqualTo(alone);
    }

    @Test
    void blocksOfEveryScopeAreReadAsTheyWereWritten() throws Exception {
        IpPrefix v6 = IpPrefix.parse("2001:db8::/32");
        for (Block block :
                new Block[] {
                    Block.flow(
                            Transport.UDP,
                            new Endpoint(IpAddress.parse("192.0.2.1"), 1),
                            new Endpoint(IpAddress.parse("192.0.2.2"), 65535),
                            Action.LIMIT),
                    Block.pair(
                            IpPrefix.parse("10.0.0.0/9"), IpPrefix.parse("0.0.0.0/0"), Action.DROP),
                    Block.server(v6, Action.RESET),
                    Block.client(v6, Action.DROP),
                    Block.mac(new MacAddress(0xffff_ffff_ffffL), Action.DROP)
                }) {
            RecordedBlock recorded =
                    new RecordedBlock(
                            Long.MAX_VALUE,
                            1,
                            block,
                            Long.MIN_VALUE,
                            new Deadline(1, "", 2),
                            "uid 1000",
                            "",
                            Integer.MAX_VALUE,
                            -1,
                            3,
                            "expired");
            assertThat(again(recorded, RecordedBlock.class)).isEqualTo(recorded);
        }
    }

    @Test
    void hostileTextIsKeptAsFarAsItCanBe() throws Exception {
        String hostile = "\u0000\r\n'\"; DROP TABLE cases; --\u001b[2J\u202e\\u0041 \ud83d\ude00";
        AuditEntry entry = new AuditEntry(1, hostile, hostile, hostile, hostile);
        assertThat(again(entry, AuditEntry.class)).isEqualTo(entry);
        AuditEntry broken = new AuditEntry(1, "a\ud800b\udc00", null, "x".repeat(100_000), "");
        assertThat(again(broken, AuditEntry.class))
                .isEqualTo(new AuditEntry(1, "a\ufffdb\ufffd", null, "x".repeat(4096), ""));
        // the cut may fall between the halves of a character
        String pairs = "\ud83d\ude00".repeat(4096);
        assertThat(again(new AuditEntry(1, "x" + pairs, "", "", ""), AuditEntry.class).who())
                .hasSize(4096)
                .endsWith("\ufffd");
    }

    @Test
    void whatWasWrittenBeforeOrLaterIsRead() throws Exception {
        String text = "{\"time\":5,\"who\":\"x\",\"later\":{\"a\":[1,{}]},\"outcome\":null}";
        assertThat(
                        RecordJson.read(
                                text.getBytes(StandardCharsets.UTF_8),
                                AuditEntry.class,
                                new HashMap<>()))
                .isEqualTo(new AuditEntry(5, "x", null, null, null));
    }

    @Test
    void everyFlippedBitAndEveryCutIsNoticed() throws Exception {
        RecordedBlock block = Samples.block(1, 2, 3);
        byte[] bytes = RecordCodec.encode(block);
        int unnoticed = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            // a few bits of the packed form mean nothing, such as those that fill up its last byte
            RecordedBlock read = orNull(flipped);
            assertThat(read).isIn(null, block);
            unnoticed += read == null ? 0 : 1;
        }
        assertThat(unnoticed).isLessThan(16);
        for (int length = 0; length < bytes.length; length++) {
            assertUnreadable(Arrays.copyOf(bytes, length));
        }
        assertUnreadable(null);
    }

    private static RecordedBlock orNull(byte[] bytes) {
        try {
            return RecordCodec.decode(bytes, RecordedBlock.class, new HashMap<>());
        } catch (RecordCodec.Unreadable e) {
            return null;
        }
    }

    private static void assertUnreadable(byte[] bytes) {
        assertThat(orNull(bytes)).isNull();
    }
}

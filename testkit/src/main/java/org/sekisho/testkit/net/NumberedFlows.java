// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Frames of UDP flows in both directions, each with a number of its own, as a capture file. */
public final class NumberedFlows {
    /** Where the number of the frame is, without a VLAN tag: after Ethernet, IPv4 and UDP. */
    private static final int NUMBER = 14 + 20 + 8;

    private NumberedFlows() {}

    /** Writes so many frames of so many flows; with a VLAN tag unless it is -1. */
    public static Path write(Path file, int frames, int flows, int vlan) throws IOException {
        try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(file))) {
            ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            head.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
            head.putInt(65535).putInt(1);
            out.write(head.array());
            for (int i = 0; i < frames; i++) {
                byte[] frame = frame(i, flows, vlan);
                ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
                record.putInt(1_700_000_000).putInt(i % 1_000_000);
                record.putInt(frame.length).putInt(frame.length);
                out.write(record.array());
                out.write(frame);
            }
        }
        return file;
    }

    private static byte[] frame(int number, int flows, int vlan) {
        int flow = number / 2 % flows;
        boolean back = number % 2 == 1;
        int client = 0x0a000000 | flow + 1;
        int server = 0xc6336401;
        ByteBuffer out = ByteBuffer.allocate(vlan < 0 ? 64 : 68);
        out.put(new byte[] {2, 0, 0, 0, 0, (byte) (back ? 1 : 2)});
        out.put(new byte[] {2, 0, 0, 0, 0, (byte) (back ? 2 : 1)});
        if (vlan >= 0) {
            out.putShort((short) 0x8100).putShort((short) vlan);
        }
        out.putShort((short) 0x0800);
        // the kernel's defragmentation looks at length and version only
        out.putShort((short) 0x4500).putShort((short) 50).putInt(0).putShort((short) 0x4011);
        out.putShort((short) 0).putInt(back ? server : client).putInt(back ? client : server);
        out.putShort((short) (back ? 443 : 10_000 + flow));
        out.putShort((short) (back ? 10_000 + flow : 443));
        out.putShort((short) 30).putShort((short) 0).putInt(number);
        return out.array();
    }

    /** The number of a frame without a VLAN tag. */
    public static int number(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(NUMBER);
    }

    /** The flow that a frame belongs to. */
    public static int flow(byte[] frame, int flows) {
        return number(frame) / 2 % flows;
    }
}

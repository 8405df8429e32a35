// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.traffic;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;

/**
 * What one host of a recording said and was told over IPv4, to be sent again under other addresses.
 * The other hosts stay who they are: names and lengths that a tunnel shows depend on the server.
 */
public final class RecordedClient {
    private static final int IPV4 = 0x0800;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int IP = 14;
    private static final int SOURCE = IP + 12;
    private static final int DESTINATION = IP + 16;

    private final List<byte[]> frames = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final int address;
    private final byte[] mac;

    private RecordedClient(int address, byte[] mac) {
        this.address = address;
        this.mac = mac;
    }

    /**
     * The part of a host in a recording.
     *
     * @param host its IPv4 address
     * @param longest of what follows its first frame, the rest is left out
     */
    public static RecordedClient read(Path recording, String host, Duration longest)
            throws IOException {
        byte[] wanted = InetAddress.getByName(host).getAddress();
        RecordedClient client = null;
        long first = 0;
        for (CapturedFrame frame : PcapFile.read(recording)) {
            byte[] bytes = frame.bytes();
            boolean from = isAt(bytes, SOURCE, wanted);
            if (!from && !isAt(bytes, DESTINATION, wanted)
                    || bytes.length > Traffic.MOST_BYTES
                    || bytes.length < frame.originalLength()) {
                continue;
            }
            if (client == null) {
                byte[] mac = Arrays.copyOfRange(bytes, from ? 6 : 0, from ? 12 : 6);
                client = new RecordedClient(ByteBuffer.wrap(wanted).getInt(), mac);
                first = frame.time();
            }
            if (frame.time() - first <= longest.toNanos()) {
                client.frames.add(bytes);
                client.times.add(frame.time() - first);
            }
        }
        if (client == null) {
            throw new IOException(host + " says nothing in " + recording);
        }
        return client;
    }

    private static boolean isAt(byte[] frame, int at, byte[] address) {
        return frame.length >= DESTINATION + 4
                && ((frame[12] & 0xff) << 8 | frame[13] & 0xff) == IPV4
                && Arrays.equals(frame, at, at + 4, address, 0, 4);
    }

    int frames() {
        return frames.size();
    }

    /** Nanoseconds between the first frame and this one. */
    long time(int number) {
        return times.get(number);
    }

    /**
     * Writes a frame as another client would have sent or received it.
     *
     * @param client its IPv4 address; its MAC address is made of it
     * @return bytes written
     */
    int write(int number, int client, ByteBuffer into) {
        byte[] frame = frames.get(number);
        into.put(frame);
        rename(frame, 0, client, into);
        rename(frame, 6, client, into);
        boolean source = ByteBuffer.wrap(frame).getInt(SOURCE) == address;
        into.putInt(source ? SOURCE : DESTINATION, client);
        adjust(into, IP + 10, client);
        int transport = IP + (frame[IP] & 0xf) * 4;
        boolean first = ((frame[IP + 6] & 0x1f) << 8 | frame[IP + 7] & 0xff) == 0;
        int checksum =
                switch (frame[IP + 9]) {
                    case TCP -> transport + 16;
                    case UDP -> transport + 6;
                    default -> frame.length;
                };
        // zero says that there is none
        if (first && checksum + 2 <= frame.length && into.getShort(checksum) != 0) {
            adjust(into, checksum, client);
        }
        return frame.length;
    }

    /** A MAC address that is administered locally, in place of the recorded one. */
    private void rename(byte[] frame, int at, int client, ByteBuffer into) {
        if (Arrays.equals(frame, at, at + 6, mac, 0, 6)) {
            into.putShort(at, (short) 0x0264);
            into.putInt(at + 2, client);
        }
    }

    /** RFC 1624, equation 3. */
    private void adjust(ByteBuffer frame, int at, int client) {
        int sum = ~frame.getShort(at) & 0xffff;
        sum += (~address >>> 16) + (~address & 0xffff) + (client >>> 16) + (client & 0xffff);
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        frame.putShort(at, (short) ~sum);
    }
}

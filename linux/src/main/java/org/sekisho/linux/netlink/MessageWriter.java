// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages with their attributes, one after the other, into memory that grows. Headers are
 * in the byte order of the machine; of attributes, netfilter wants numbers in that of the network.
 */
public final class MessageWriter {
    private static final int NESTED = 0x8000;
    private static final int HEADER = 16;

    /** Where a message's flags are. */
    private static final int FLAGS = 6;

    private static final int NETFILTER_HEADER = 4;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ALIGN = 4;

    /** An attribute's length is 16 bits wide. */
    private static final int MOST_IN_ATTRIBUTE = 0xffff;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
    private int message = -1;

    /**
     * Begins a message of netfilter; one begun before ends here.
     *
     * @param type subsystem and kind
     * @param family protocol family
     * @param resource resource id
     */
    public void netfilter(int type, int flags, int sequence, int family, int resource) {
        begin(type, flags, sequence);
        room(NETFILTER_HEADER);
        bytes.put((byte) family).put((byte) 0);
        bytes.put((byte) (resource >> 8)).put((byte) resource);
    }

    /** Begins a message; one begun before ends here. */
    public void begin(int type, int flags, int sequence) {
        end();
        room(HEADER);
        message = bytes.position();
        bytes.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
    }

    private void end() {
        if (message >= 0) {
            bytes.putInt(message, bytes.position() - message);
        }
    }

    /** Asks for an acknowledgement of the message begun last. */
    public void acknowledgeLast() {
        int flags = message + FLAGS;
        bytes.putShort(flags, (short) (bytes.getShort(flags) | NetlinkSocket.ACKNOWLEDGE));
    }

    /** Forgets everything written. */
    public void clear() {
        bytes.clear();
        message = -1;
    }

    /** Bytes written so far. */
    public int length() {
        return bytes.position();
    }

    /** What was written, {@link #length} bytes from its position on. */
    ByteBuffer finished() {
        end();
        // a call of the C library takes a buffer from its position on
        return bytes.duplicate().position(0);
    }

    /** Bytes as they are. */
    public void raw(byte[] value) {
        room(value.length + ALIGN);
        bytes.put(value);
        pad();
    }

    /** Opens an attribute that contains others; {@link #close} takes what this returns. */
    public int open(int type) {
        room(ATTRIBUTE_HEADER);
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) (type | NESTED));
        return start;
    }

    /** Closes an attribute that {@link #open} began. */
    public void close(int start) {
        int length = bytes.position() - start;
        if (length > MOST_IN_ATTRIBUTE) {
            throw new IllegalStateException("an attribute of " + length + " bytes");
        }
        bytes.putShort(start, (short) length);
    }

    /** An attribute of these bytes. */
    public void bytes(int type, byte[] value) {
        head(type, value.length);
        bytes.put(value);
        pad();
    }

    /** An attribute that contains others, which are these bytes. */
    public void nested(int type, byte[] value) {
        bytes(type | NESTED, value);
    }

    /** 32 bits in the byte order of the machine. */
    public void native32(int type, int value) {
        head(type, 4);
        bytes.putInt(value);
    }

    /** Text with a zero at its end. */
    public void text(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        head(type, text.length + 1);
        bytes.put(text).put((byte) 0);
        pad();
    }

    /** 8 bits. */
    public void number8(int type, int value) {
        head(type, 1);
        bytes.put((byte) value);
        pad();
    }

    /** 16 bits in the byte order of the network. */
    public void number16(int type, int value) {
        head(type, 2);
        bytes.put((byte) (value >> 8)).put((byte) value);
        pad();
    }

    /** 32 bits in the byte order of the network. */
    public void number32(int type, int value) {
        head(type, 4);
        network32(value);
    }

    /** 64 bits in the byte order of the network. */
    public void number64(int type, long value) {
        head(type, 8);
        network32((int) (value >> 32));
        network32((int) value);
    }

    private void network32(int value) {
        bytes.put((byte) (value >> 24))
                .put((byte) (value >> 16))
                .put((byte) (value >> 8))
                .put((byte) value);
    }

    private void head(int type, int length) {
        room(ATTRIBUTE_HEADER + length + ALIGN);
        bytes.putShort((short) (ATTRIBUTE_HEADER + length)).putShort((short) type);
    }

    private void pad() {
        while (bytes.position() % ALIGN != 0) {
            bytes.put((byte) 0);
        }
    }

    private void room(int wanted) {
        if (bytes.remaining() < wanted) {
            ByteBuffer larger =
                    ByteBuffer.allocateDirect(2 * (bytes.capacity() + wanted))
                            .order(ByteOrder.nativeOrder());
            larger.put(bytes.flip());
            bytes = larger;
        }
    }
}

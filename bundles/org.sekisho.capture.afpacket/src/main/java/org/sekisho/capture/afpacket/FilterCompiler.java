// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sekisho.capture.CaptureException;
import org.sekisho.packet.LinkType;

/**
 * Compiles filters with libpcap, which knows their notation. It compiles for the interface itself:
 * only then it looks for a VLAN tag also where the kernel keeps one that it took out of the frame,
 * and knows which frames come and which go.
 */
final class FilterCompiler {
    /** Size of a {@code struct bpf_program}: a length, padding, a pointer. */
    private static final int PROGRAM_BYTES = 16;

    private static final int INSTRUCTION_BYTES = 8;

    /** Instruction of classic BPF: take so many bytes (BPF_RET | BPF_K). */
    private static final short RETURN = 6;

    /** Room for libpcap's words (PCAP_ERRBUF_SIZE). */
    private static final int ERROR_BYTES = 256;

    /** Raw IP as libpcap has it on Linux; its number in files is another one. */
    private static final int DLT_RAW = 12;

    /** Netmask of a network that is not known (pcap_compile(3)). */
    private static final int NETMASK_UNKNOWN = 0xffffffff;

    private FilterCompiler() {}

    /** libpcap, loaded only where somebody filters. */
    private static final class Libpcap {
        static {
            Native.register(Libpcap.class, "pcap");
        }

        static native Pointer pcap_create(String device, Pointer error);

        static native int pcap_set_snaplen(Pointer handle, int snaplen);

        static native int pcap_set_buffer_size(Pointer handle, int bytes);

        static native int pcap_activate(Pointer handle);

        static native int pcap_datalink(Pointer handle);

        static native Pointer pcap_open_dead(int linkType, int snaplen);

        static native int pcap_compile(
                Pointer handle, Pointer program, String filter, int optimize, int netmask);

        static native Pointer pcap_geterr(Pointer handle);

        static native void pcap_freecode(Pointer program);

        static native void pcap_close(Pointer handle);
    }

    /** A filter that lets everything through, and of each frame the first so many bytes. */
    static byte[] first(int snaplen) {
        return ByteBuffer.allocate(INSTRUCTION_BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort(RETURN)
                .putShort((short) 0)
                .putInt(snaplen)
                .array();
    }

    /**
     * Compiles a filter.
     *
     * @param device the interface that it is for
     * @param linkType what its frames begin with, a number of {@link LinkType}
     * @return instructions of classic BPF, 8 bytes each, as the kernel takes them
     * @throws CaptureException with libpcap's words if the filter is wrong
     */
    static synchronized byte[] compile(String device, String filter, int linkType, int snaplen)
            throws CaptureException {
        try {
            Pointer handle = handle(device, linkType == LinkType.RAW ? DLT_RAW : linkType, snaplen);
            try (Memory program = new Memory(PROGRAM_BYTES)) {
                program.clear();
                if (Libpcap.pcap_compile(handle, program, filter, 1, NETMASK_UNKNOWN) != 0) {
                    throw new CaptureException(
                            "the filter '"
                                    + filter
                                    + "' is wrong: "
                                    + Libpcap.pcap_geterr(handle).getString(0)
                                    + "; see pcap-filter(7)",
                            null);
                }
                int instructions = program.getInt(0);
                byte[] code =
                        program.getPointer(8).getByteArray(0, instructions * INSTRUCTION_BYTES);
                Libpcap.pcap_freecode(program);
                return code;
            } finally {
                Libpcap.pcap_close(handle);
            }
        } catch (UnsatisfiedLinkError | NoClassDefFoundError missing) {
            throw new CaptureException(
                    "a filter needs libpcap, which is not installed (Debian: apt-get install"
                            + " libpcap0.8); install it or remove the filter",
                    missing);
        }
    }

    /** The interface, opened for a moment; without the right to, or if it is down, a stand-in. */
    private static Pointer handle(String device, int dataLink, int snaplen) {
        Pointer handle;
        try (Memory error = new Memory(ERROR_BYTES)) {
            handle = Libpcap.pcap_create(device, error);
        }
        if (handle != null) {
            Libpcap.pcap_set_snaplen(handle, snaplen);
            Libpcap.pcap_set_buffer_size(handle, snaplen);
            if (Libpcap.pcap_activate(handle) >= 0 && Libpcap.pcap_datalink(handle) == dataLink) {
                return handle;
            }
            Libpcap.pcap_close(handle);
        }
        return Libpcap.pcap_open_dead(dataLink, snaplen);
    }
}

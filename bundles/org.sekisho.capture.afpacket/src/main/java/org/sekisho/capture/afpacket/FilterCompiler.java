// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.sekisho.capture.CaptureException;

/** Compiles filters with libpcap, which knows their notation. */
final class FilterCompiler {
    /** Size of a {@code struct bpf_program}: a length, padding, a pointer. */
    private static final int PROGRAM_BYTES = 16;

    private static final int INSTRUCTION_BYTES = 8;

    /** Netmask of a network that is not known (pcap_compile(3)). */
    private static final int NETMASK_UNKNOWN = 0xffffffff;

    private FilterCompiler() {}

    /** libpcap, loaded only where somebody filters. */
    private static final class Libpcap {
        static {
            Native.register(Libpcap.class, "pcap");
        }

        static native Pointer pcap_open_dead(int linkType, int snaplen);

        static native int pcap_compile(
                Pointer handle, Pointer program, String filter, int optimize, int netmask);

        static native Pointer pcap_geterr(Pointer handle);

        static native void pcap_freecode(Pointer program);

        static native void pcap_close(Pointer handle);
    }

    /**
     * Compiles a filter.
     *
     * @return instructions of classic BPF, 8 bytes each, as the kernel takes them
     * @throws CaptureException with libpcap's words if the filter is wrong
     */
    static synchronized byte[] compile(String filter, int linkType, int snaplen)
            throws CaptureException {
        try {
            Pointer handle = Libpcap.pcap_open_dead(linkType, snaplen);
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
}

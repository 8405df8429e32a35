// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sekisho.capture.CaptureException;

/**
 * A packet socket and its ring. Numbers are those of {@code linux/if_packet.h}, {@code
 * linux/if_ether.h}, {@code asm-generic/socket.h} and {@code bits/mman-linux.h}.
 */
final class PacketSocket {
    /** Bytes of a block of the ring; a frame never spans two. */
    static final int BLOCK_BYTES = 1 << 20;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int ETH_P_ALL = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_FANOUT = 18;
    private static final int TPACKET_V3 = 2;
    private static final int PACKET_MR_PROMISC = 1;

    /** By hash, which is the same for both directions, over defragmented packets. */
    private static final int FANOUT_HASH_DEFRAG = 0x8000;

    /** The kernel chooses the number of a group that nobody else has. */
    private static final int FANOUT_UNIQUE_ID = 0x2000;

    /** One instruction of classic BPF: return 0, that is, take nothing. */
    private static final byte[] NOTHING = {6, 0, 0, 0, 0, 0, 0, 0};

    /** Room for the headers of one frame; in version 3 frames are packed, so it only has to fit. */
    private static final int FRAME_BYTES = 2048;

    /** A block that is not full is handed over after so long, in milliseconds. */
    private static final int RETIRE_MILLIS = 10;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int EPERM = 1;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;

    private final int file;
    private final Pointer mapped;
    private final long length;
    private final ByteBuffer ring;

    private PacketSocket(int file, Pointer mapped, long length) {
        this.file = file;
        this.mapped = mapped;
        this.length = length;
        this.ring = mapped.getByteBuffer(0, length).order(ByteOrder.nativeOrder());
    }

    /**
     * What a socket shall capture.
     *
     * @param name of the interface
     * @param index the kernel's number of the interface
     * @param blocks of the ring
     * @param filter instructions of classic BPF
     * @param shared whether several sockets share the flows
     */
    record Wish(
            String name,
            int index,
            boolean promiscuous,
            int blocks,
            byte[] filter,
            boolean shared) {}

    /**
     * Opens a socket that takes nothing before {@link #begin}: until it shares with the others, it
     * would see their frames too.
     *
     * @param first of the sockets to share flows with; null if this is the first or the only one
     */
    static PacketSocket open(Wish wish, PacketSocket first) throws CaptureException {
        int file = -1;
        Pointer mapped = null;
        long length = (long) wish.blocks() * BLOCK_BYTES;
        boolean done = false;
        try (Memory memory = new Memory(64)) {
            file = Libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
            set(file, SOL_PACKET, PACKET_VERSION, memory, TPACKET_V3);
            mapped = ring(file, memory, wish);
            attach(file, memory, NOTHING);
            if (wish.promiscuous()) {
                set(
                        file,
                        SOL_PACKET,
                        PACKET_ADD_MEMBERSHIP,
                        memory,
                        wish.index(),
                        PACKET_MR_PROMISC,
                        0,
                        0);
            }
            bind(file, memory, wish.index());
            if (wish.shared()) {
                int group = first == null ? FANOUT_UNIQUE_ID << 16 : first.group();
                set(file, SOL_PACKET, PACKET_FANOUT, memory, group | FANOUT_HASH_DEFRAG << 16);
            }
            PacketSocket socket = new PacketSocket(file, mapped, length);
            done = true;
            return socket;
        } catch (LastErrorException error) {
            throw new CaptureException(explain(wish, error.getErrorCode()), error);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError missing) {
            throw new CaptureException(
                    "the native library of JNA can't be loaded; if /tmp allows no programs, name"
                            + " another folder: SEKISHO_JAVA_OPTS=-Djna.tmpdir=FOLDER",
                    missing);
        } finally {
            if (!done && mapped != null) {
                Libc.munmap(mapped, length);
            }
            if (!done && file >= 0) {
                Libc.close(file);
            }
        }
    }

    /** Number of the group that shares the flows. */
    private int group() {
        try (Memory memory = new Memory(8)) {
            memory.setInt(4, 4);
            Libc.getsockopt(file, SOL_PACKET, PACKET_FANOUT, memory, memory.share(4));
            return memory.getInt(0) & 0xffff;
        }
    }

    /** From now on takes what the filter lets through. */
    void begin(Wish wish) throws CaptureException {
        try (Memory memory = new Memory(64)) {
            attach(file, memory, wish.filter());
        } catch (LastErrorException error) {
            throw new CaptureException(explain(wish, error.getErrorCode()), error);
        }
    }

    private static String explain(Wish wish, int error) {
        String reason = Libc.strerror(error).getString(0);
        return switch (error) {
            case EPERM, EACCES ->
                    "capturing on "
                            + wish.name()
                            + " is not permitted: run with the ambient capability CAP_NET_RAW"
                            + " (systemd: AmbientCapabilities=CAP_NET_RAW; or setpriv"
                            + " --inh-caps +net_raw --ambient-caps +net_raw), or as root";
            case ENOMEM ->
                    "there is no memory for a ring of "
                            + wish.blocks()
                            + " MiB on "
                            + wish.name()
                            + ": lower ring.mib or workers";
            default -> "capturing on " + wish.name() + " failed: " + reason;
        };
    }

    /** A {@code struct tpacket_req3}, and its memory mapped. */
    private static Pointer ring(int file, Memory memory, Wish wish) {
        set(
                file,
                SOL_PACKET,
                PACKET_RX_RING,
                memory,
                BLOCK_BYTES,
                wish.blocks(),
                FRAME_BYTES,
                wish.blocks() * (BLOCK_BYTES / FRAME_BYTES),
                RETIRE_MILLIS,
                0,
                0);
        return Libc.mmap(
                null, (long) wish.blocks() * BLOCK_BYTES, PROT_READ_WRITE, MAP_SHARED, file, 0);
    }

    /** A {@code struct sock_fprog}: number of instructions, padding, pointer. */
    private static void attach(int file, Memory memory, byte[] filter) {
        try (Memory code = new Memory(filter.length)) {
            code.write(0, filter, 0, filter.length);
            memory.clear();
            memory.setShort(0, (short) (filter.length / 8));
            memory.setPointer(8, code);
            Libc.setsockopt(file, SOL_SOCKET, SO_ATTACH_FILTER, memory, 16);
        }
    }

    /** A {@code struct sockaddr_ll}; capturing begins here, with ring and filter in place. */
    private static void bind(int file, Memory memory, int index) {
        memory.clear();
        memory.setShort(0, (short) AF_PACKET);
        memory.setByte(3, (byte) ETH_P_ALL);
        memory.setInt(4, index);
        Libc.bind(file, memory, 20);
    }

    private static void set(int file, int level, int option, Memory memory, int... values) {
        memory.clear();
        memory.write(0, values, 0, values.length);
        Libc.setsockopt(file, level, option, memory, values.length * 4);
    }

    int file() {
        return file;
    }

    /** The ring's memory; must not be touched after {@link #close}. */
    ByteBuffer ring() {
        return ring;
    }

    /** Reads the kernel's counters since the last call: frames, drops, times the ring was full. */
    void statistics(int[] counters) {
        try (Memory memory = new Memory(16)) {
            memory.setInt(12, 12);
            Libc.getsockopt(file, SOL_PACKET, PACKET_STATISTICS, memory, memory.share(12));
            memory.read(0, counters, 0, 3);
        }
    }

    /**
     * Takes the socket's pending error, such as an interface that went down; 0 if there is none.
     */
    int takeError() {
        try (Memory memory = new Memory(8)) {
            memory.setInt(4, 4);
            Libc.getsockopt(file, SOL_SOCKET, SO_ERROR, memory, memory.share(4));
            return memory.getInt(0);
        } catch (LastErrorException error) {
            return error.getErrorCode();
        }
    }

    void close() {
        Libc.munmap(mapped, length);
        Libc.close(file);
    }
}

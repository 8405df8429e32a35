// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.pcap4j;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.Pcaps;
import org.sekisho.capture.CaptureException;

/** The library as it is installed here, and what to say when it refuses. */
final class Libpcap {
    /** Answers of {@code pcap_activate} (pcap/pcap.h). */
    private static final int NO_SUCH_DEVICE = -5;

    private static final int PERMISSION_DENIED = -8;
    private static final int NOT_UP = -9;
    private static final int PROMISCUOUS_DENIED = -11;

    /**
     * pcap4j tells at level info about each call. Behind SLF4J is the JDK's logging
     * (docs/decisions/0002-logging.md); the logger is held because the JDK holds it weakly.
     */
    private static final Logger TALKATIVE = Logger.getLogger("org.pcap4j");

    private Libpcap() {}

    /**
     * Makes sure that the library is there, before pcap4j is touched: its classes can't be used any
     * more once they were loaded without it, so one that is installed now would need a restart.
     */
    static void require() throws CaptureException {
        TALKATIVE.setLevel(Level.WARNING);
        try {
            Native.getNativeSize(int.class);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError missing) {
            throw new CaptureException(
                    "the native library of JNA can't be loaded; if /tmp allows no programs, name"
                            + " another folder: SEKISHO_JAVA_OPTS=-Djna.tmpdir=FOLDER",
                    missing);
        }
        // as pcap4j finds it
        String otherwise = Platform.isWindows() ? "wpcap" : "pcap";
        String name = System.getProperty("org.pcap4j.core.pcapLibName", otherwise);
        try {
            NativeLibrary.getInstance(name);
        } catch (UnsatisfiedLinkError missing) {
            throw new CaptureException(
                    "libpcap is not installed, or can't be loaded; install it (Debian: apt-get"
                            + " install libpcap0.8; Windows: Npcap in WinPcap mode). It is used as"
                            + " soon as it is there",
                    missing);
        }
    }

    /** The interface of this name; null if libpcap knows none. */
    static PcapNetworkInterface find(String name) throws CaptureException {
        try {
            return Pcaps.getDevByName(name);
        } catch (PcapNativeException fault) {
            throw new CaptureException(
                    "libpcap can't list the interfaces: " + fault.getMessage(), fault);
        }
    }

    /** That there is no such interface, and which there are. */
    static CaptureException missing(String name) throws CaptureException {
        List<String> names;
        try {
            names = Pcaps.findAllDevs().stream().map(PcapNetworkInterface::getName).toList();
        } catch (PcapNativeException fault) {
            names = List.of("none that libpcap could list");
        }
        return new CaptureException(
                (name.isEmpty()
                                ? "no interface is named: set the key 'interface'"
                                : "there is no interface '" + name + "'")
                        + "; there are: "
                        + String.join(", ", names),
                null);
    }

    /** Whether it is an interface of a network, and down; devices such as {@code any} never are. */
    static boolean isDown(PcapNetworkInterface device) {
        boolean ofNetwork =
                !Platform.isLinux() || Files.exists(Path.of("/sys/class/net", device.getName()));
        return ofNetwork && !device.isUp();
    }

    /** That the interface is down, and how it comes up. */
    static String down(String name) {
        return "the interface "
                + name
                + " is down: "
                + (Platform.isLinux() ? "ip link set " + name + " up" : "ifconfig " + name + " up");
    }

    /** Why a device could not be opened. */
    static CaptureException explain(String name, PcapNativeException fault) {
        Integer code = fault.getReturnCode();
        String words =
                switch (code == null ? 0 : code) {
                    case NO_SUCH_DEVICE -> "there is no interface '" + name + "'";
                    case NOT_UP -> down(name);
                    case PERMISSION_DENIED, PROMISCUOUS_DENIED ->
                            "capturing on " + name + " is not permitted: " + permission();
                    default -> "capturing on " + name + " failed: " + fault.getMessage();
                };
        return new CaptureException(words, fault);
    }

    private static String permission() {
        if (Platform.isLinux()) {
            return "run with the ambient capability CAP_NET_RAW (systemd:"
                    + " AmbientCapabilities=CAP_NET_RAW; or setpriv --inh-caps +net_raw"
                    + " --ambient-caps +net_raw), or as root";
        }
        return Platform.isWindows()
                ? "run as administrator, or install Npcap without that restriction"
                : "run as root, or let the daemon's user read and write /dev/bpf*";
    }
}

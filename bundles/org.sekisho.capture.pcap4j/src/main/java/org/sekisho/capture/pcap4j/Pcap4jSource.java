// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.pcap4j;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.packet.namednumber.DataLinkType;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameQueue;

/** One interface, or all of them; exists as long as its configuration does. */
@Component(
        configurationPid = "org.sekisho.capture.pcap4j",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Pcap4jConfiguration.class, factory = true)
public final class Pcap4jSource implements CaptureSource {
    /** A buffer that is not full is handed over after so long. */
    private static final int HAND_OVER_MILLIS = 10;

    /**
     * pcap4j never frees a handle that could not be activated, about 1.5 KB. So what libpcap has
     * refused is asked again ever more seldom.
     */
    private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;

    private static final long LONGEST_PAUSE_NANOS = 64_000_000_000L;

    private final Pcap4jConfiguration configuration;
    private final String name;
    private final String system = System.getProperty("os.name");
    private CaptureException refused;
    private long refusedAt;
    private long pause;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public Pcap4jSource(
            Pcap4jConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(configuration);
    }

    Pcap4jSource(Pcap4jConfiguration configuration) {
        this.configuration = configuration;
        name = configuration.$interface() == null ? "" : configuration.$interface().strip();
    }

    @Override
    public String name() {
        return name.isEmpty() ? "pcap4j" : name;
    }

    @Override
    public List<FrameQueue> open() throws CaptureException {
        Libpcap.require();
        PcapNetworkInterface device = Libpcap.find(name);
        if (device == null) {
            throw Libpcap.missing(name);
        }
        if (Libpcap.isDown(device)) {
            throw new CaptureException(Libpcap.down(name), null);
        }
        if (refused != null && System.nanoTime() - refusedAt < pause) {
            throw refused;
        }
        PcapHandle handle;
        try {
            handle = activate();
            refused = null;
            pause = 0;
        } catch (PcapNativeException fault) {
            refused = Libpcap.explain(name, fault);
            refusedAt = System.nanoTime();
            pause = Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, 2 * pause));
            throw refused;
        }
        boolean done = false;
        try {
            int linkType = linkType(handle);
            filter(handle);
            handle.setBlockingMode(PcapHandle.BlockingMode.NONBLOCKING);
            done = true;
            return List.of(new LibpcapQueue(handle, name, linkType));
        } catch (PcapNativeException fault) {
            throw Libpcap.explain(name, fault);
        } catch (NotOpenException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            if (!done) {
                handle.close();
            }
        }
    }

    private PcapHandle activate() throws PcapNativeException {
        PcapHandle.Builder wish =
                new PcapHandle.Builder(name)
                        .snaplen(configuration.snaplen())
                        .promiscuousMode(
                                configuration.promiscuous()
                                        ? PromiscuousMode.PROMISCUOUS
                                        : PromiscuousMode.NONPROMISCUOUS)
                        .timeoutMillis(HAND_OVER_MILLIS)
                        .bufferSize(configuration.buffer_mib() << 20)
                        .timestampPrecision(PcapHandle.TimestampPrecision.NANO);
        if (configuration.immediate()) {
            wish.immediateMode(true);
        }
        return wish.build();
    }

    /** The device's own link type if it is decoded, else Ethernet if the device can do that. */
    private int linkType(PcapHandle handle)
            throws PcapNativeException, NotOpenException, CaptureException {
        int linkType = DataLinks.linkType(handle.getDlt().value(), system);
        if (linkType != DataLinks.NONE) {
            return linkType;
        }
        for (DataLinkType offered : handle.listDatalinks()) {
            if (offered.value() == DataLinks.ETHERNET) {
                handle.setDlt(offered);
                return DataLinks.linkType(DataLinks.ETHERNET, system);
            }
        }
        throw new CaptureException(
                "frames of "
                        + name
                        + " have link type "
                        + handle.getDlt()
                        + ", which is not decoded; capture on an Ethernet interface, on a wireless"
                        + " one without monitor mode, or on 'any'",
                null);
    }

    private void filter(PcapHandle handle) throws NotOpenException, CaptureException {
        if (configuration.filter().isBlank()) {
            return;
        }
        try {
            handle.setFilter(
                    configuration.filter(),
                    BpfCompileMode.OPTIMIZE,
                    PcapHandle.PCAP_NETMASK_UNKNOWN);
        } catch (PcapNativeException fault) {
            throw new CaptureException(
                    "the filter '"
                            + configuration.filter()
                            + "' is wrong: "
                            + fault.getMessage()
                            + "; see pcap-filter(7)",
                    fault);
        }
    }

    @Override
    public String trouble() {
        try {
            PcapNetworkInterface device = Libpcap.find(name);
            return device != null && Libpcap.isDown(device) ? Libpcap.down(name) : "";
        } catch (CaptureException unlisted) {
            return unlisted.getMessage();
        }
    }

    @Override
    public void close() {
        // everything belongs to the queue
    }
}

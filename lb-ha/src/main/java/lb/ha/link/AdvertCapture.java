package lb.ha.link;

import java.io.EOFException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import lb.ha.linux.Capability;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.linux.Platform;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;

/**
 * Shows the VRRP adverts, and who has which address (ARP, neighbour discovery), that pass an interface, ours and others', or
 * that a capture file holds, by libpcap. It takes no
 * part in VRRP, and works while {@code lb} or keepalived runs.
 */
public final class AdvertCapture implements AutoCloseable {
    private static final int SNAPSHOT_LENGTH = 65535;
    // How late stop() is noticed by a libpcap that cannot be woken (before 1.10).
    private static final int READ_TIMEOUT_MILLIS = 100;
    private static final String ADVERTS = "(ip proto 112 or ip6 proto 112 or (ip proto 51 and ip[20] = 112) or arp"
            + " or (ip6 proto 58 and (ip6[40] = 135 or ip6[40] = 136)))";
    // "vlan" moves all offsets of what is behind it, so it comes last.
    private static final String ADVERTS_OF_ETHERNET = ADVERTS + " or (vlan and " + ADVERTS + ")";

    private final PcapHandle handle;
    private final int linkType;
    private volatile boolean stopped;

    private AdvertCapture(PcapHandle handle, String what) throws CaptureException {
        this.handle = handle;
        this.linkType = handle.getDlt().value();
        if (!LinkFrame.reads(linkType)) {
            handle.close();
            throw new CaptureException(what + " has frames of type "
                    + handle.getDlt().name() + " (expected: Ethernet, Linux cooked or raw IP)");
        }
    }

    /**
     * Captures from now on, each packet as soon as it comes.
     *
     * @throws CaptureException when it cannot: no libpcap, no permission, no such interface
     */
    public static AdvertCapture live(String interfaceName) throws CaptureException {
        String refusal = Platform.refusal();
        if (refusal != null) {
            throw new CaptureException(refusal);
        }
        if (NetworkInterfaces.index(interfaceName) == 0) {
            throw new CaptureException(NetworkInterfaces.missing(interfaceName));
        }
        if (!Capability.missing(Capability.NET_RAW).isEmpty()) {
            throw new CaptureException("cannot capture on " + interfaceName + ": " + Capability.remedy());
        }
        return Libpcap.open("cannot capture on " + interfaceName, () -> {
            PcapHandle handle = new PcapHandle.Builder(interfaceName)
                    .snaplen(SNAPSHOT_LENGTH)
                    // Groups that this machine has not joined may be stopped by the network card otherwise.
                    .promiscuousMode(PromiscuousMode.PROMISCUOUS)
                    .timeoutMillis(READ_TIMEOUT_MILLIS)
                    .immediateMode(true)
                    .build();
            AdvertCapture capture = new AdvertCapture(handle, interfaceName);
            handle.setFilter(
                    capture.linkType == LinkFrame.EN10MB ? ADVERTS_OF_ETHERNET : ADVERTS, BpfCompileMode.OPTIMIZE);
            return capture;
        });
    }

    /**
     * Reads a capture file (pcap or pcapng).
     *
     * @throws CaptureException when it cannot: no libpcap, no such file, none of its kind
     */
    public static AdvertCapture file(Path file) throws CaptureException {
        if (!Files.isReadable(file)) {
            throw new CaptureException("cannot read " + file + ": there is no such file, or it may not be read");
        }
        return Libpcap.open(
                "cannot read " + file, () -> new AdvertCapture(Pcaps.openOffline(file.toString()), file.toString()));
    }

    /**
     * Gives each packet to {@code sink}, on the calling thread, until {@link #stop} is called or the file is over. What
     * {@code sink} throws ends it, too.
     *
     * @throws CaptureException when the capture breaks off, as when the interface goes down
     */
    public void run(Consumer<CapturedFrame> sink) throws CaptureException {
        while (!stopped) {
            try {
                LinkFrame found = LinkFrame.of(linkType, handle.getNextRawPacketEx());
                if (found != null) {
                    sink.accept(new CapturedFrame(
                            handle.getTimestamp().toInstant(), found.sourceMac(), found.kind(), found.packet()));
                }
            } catch (TimeoutException e) {
                // Nothing came for a while.
            } catch (EOFException e) {
                return;
            } catch (PcapNativeException | NotOpenException e) {
                throw new CaptureException("the capture broke off: " + e.getMessage());
            }
        }
    }

    /** Makes {@link #run} return, now or as soon as it is called. Any thread, {@code sink} included. */
    public void stop() {
        stopped = true;
        try {
            handle.breakLoop();
        } catch (NotOpenException e) {
            // It has ended already.
        }
    }

    /** Releases the capture; not while {@link #run} runs. */
    @Override
    public void close() {
        if (handle.isOpen()) {
            handle.close();
        }
    }
}

package lb.ha.link;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lb.ha.link.VrrpLink.Admission;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.vrrp.VrrpCodec;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapHandle.PcapDirection;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;

/**
 * One interface by libpcap: adverts to the group that come in, and frames that go out. Opened anew when another interface gets
 * the name. One thread at a time.
 */
final class CapturedInterface {
    private static final int TIMEOUT_MILLIS = 10;
    private static final String DOWN = "the interface is down";

    /** PCAP_ERROR_IFACE_NOT_UP of pcap(3). */
    private static final int NOT_UP = -9;

    /** Broken frames that are passed over in a row: the thread has other things to do, and a flood of them is to be noticed. */
    private static final int MOST_PASSED_OVER = 15;

    /** Of a broken packet, this is handed up: too little for an advert, whatever is in it. */
    private static final int IP_HEADER = 20;

    private final String name;
    private final List<Listening> listening;
    private final Map<AddressFamily, Admission> admissions = new EnumMap<>(AddressFamily.class);
    private final List<DatagramChannel> members = new ArrayList<>();
    private @Nullable PcapHandle handle;
    private byte[] mac = {};
    private int index;

    /** @param listening what is wanted of this interface, 1 or more */
    CapturedInterface(String name, List<Listening> listening) {
        this.name = name;
        this.listening = listening;
    }

    String name() {
        return name;
    }

    /** Opens it. An interface that is down is opened when it is up: see {@link #reopenIfChanged}. */
    void open() throws LinkException {
        int found = NetworkInterfaces.index(name);
        if (found == 0) {
            throw new LinkException(NetworkInterfaces.missing(name));
        }
        try {
            handle = Libpcap.open("cannot capture on " + name, this::capture);
            join();
            index = found;
        } catch (NotUpException e) {
            close();
        } catch (IOException e) {
            close();
            throw new LinkException(String.valueOf(e.getMessage()));
        }
    }

    /** It is there, and down. */
    static final class NotUpException extends CaptureException {
        private static final long serialVersionUID = 1;

        NotUpException() {
            super(DOWN);
        }
    }

    private PcapHandle activated() throws PcapNativeException, NotUpException {
        try {
            return new PcapHandle.Builder(name)
                    .snaplen(AdvertSocket.LONGEST_PACKET)
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .timeoutMillis(TIMEOUT_MILLIS)
                    .immediateMode(true)
                    .build();
        } catch (PcapNativeException e) {
            Integer code = e.getReturnCode();
            if (code != null && code == NOT_UP) {
                throw new NotUpException();
            }
            throw e;
        }
    }

    private PcapHandle capture() throws PcapNativeException, NotOpenException, CaptureException {
        PcapHandle opened = activated();
        try {
            if (opened.getDlt().value() != LinkFrame.EN10MB) {
                throw new CaptureException(
                        "cannot use interface " + name + " for VRRP by libpcap: its frames are of type "
                                + opened.getDlt().name() + " (expected: Ethernet)");
            }
            opened.setDirection(PcapDirection.IN);
            opened.setFilter(filter(), BpfCompileMode.OPTIMIZE);
            opened.setBlockingMode(BlockingMode.NONBLOCKING);
            return opened;
        } catch (PcapNativeException | NotOpenException | CaptureException e) {
            opened.close();
            throw e;
        }
    }

    /** A capture joins no group: without this the network card and switches would keep adverts away. */
    private void join() throws IOException {
        NetworkInterface here = NetworkInterface.getByName(name);
        byte[] address = macOf(here);
        if (here == null || address == null) {
            throw new IOException("cannot use interface " + name + " for VRRP by libpcap: it has no MAC address");
        }
        mac = address;
        for (Listening one : listening) {
            if (one.multicast() && !one.authenticated()) {
                boolean ipv6 = one.family() == AddressFamily.IPV6;
                DatagramChannel member =
                        DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
                members.add(member);
                member.join(VrrpCodec.multicastGroup(one.family()), here);
            }
        }
    }

    private static byte @Nullable [] macOf(@Nullable NetworkInterface here) throws IOException {
        return here == null ? null : here.getHardwareAddress();
    }

    /** The MAC address may be another one though the interface is the same, as that of a bond is. */
    private void readMac() {
        try {
            byte[] address = macOf(NetworkInterface.getByName(name));
            mac = address == null ? mac : address;
        } catch (IOException e) {
            // The kernel tells of what becomes of the interface.
        }
    }

    /** What is let in; nothing where it is only sent from here. */
    private String filter() {
        String wanted = listening.stream()
                .filter(Listening::multicast)
                .map(one -> one.family() == AddressFamily.IPV6
                        ? "(ip6 dst " + AddressText.of(VrrpCodec.MULTICAST_GROUP_IPV6) + " and ip6 proto 112"
                                + admitted(one.family(), "ip6[41]") + ")"
                        : "(ip dst " + AddressText.of(VrrpCodec.MULTICAST_GROUP) + " and ip proto "
                                + (one.authenticated() ? 51 : 112)
                                + admitted(one.family(), "ip[((ip[0]&0xf)<<2)+" + (one.authenticated() ? 25 : 1) + "]")
                                + ")")
                .distinct()
                .collect(Collectors.joining(" or "));
        return wanted.isEmpty() ? "less 0" : wanted;
    }

    private String admitted(AddressFamily family, String routerId) {
        Admission only = admissions.get(family);
        if (only == null) {
            return "";
        }
        String routers =
                only.routerIds().stream().map(id -> routerId + " = " + id).collect(Collectors.joining(" or "));
        String senders = only.senders().stream()
                .filter(sender -> AddressFamily.of(sender) == family)
                .map(sender -> (sender instanceof Inet6Address ? "ip6 src " : "ip src ") + AddressText.of(sender))
                .collect(Collectors.joining(" or "));
        return " and (" + routers + ")" + (senders.isEmpty() ? "" : " and (" + senders + ")");
    }

    /** Null for everything. A filter that is refused changes nothing. */
    void admit(AddressFamily family, @Nullable Admission only) {
        if (only == null) {
            admissions.remove(family);
        } else {
            admissions.put(family, only);
        }
        if (handle != null) {
            try {
                handle.setFilter(filter(), BpfCompileMode.OPTIMIZE);
            } catch (PcapNativeException | NotOpenException e) {
                admissions.remove(family);
            }
        }
    }

    /** Whether it was closed or opened anew, because another interface has the name now, or none. */
    boolean reopenIfChanged() {
        int now = NetworkInterfaces.index(name);
        if (now == index && handle != null) {
            readMac();
            return false;
        }
        close();
        if (now != 0) {
            try {
                open();
            } catch (LinkException e) {
                // Gone again, or not ready: the kernel tells of the next change, and send says what is wrong.
                return true;
            }
        }
        return true;
    }

    /**
     * The next packet; null when there is none. Of every so many broken frames in a row one is handed up, cut off, so that it
     * is refused and counted.
     */
    @Nullable
    ByteBuffer receive() {
        int passedOver = 0;
        while (handle != null) {
            byte[] frame;
            try {
                frame = handle.getNextRawPacket();
            } catch (NotOpenException e) {
                return null;
            }
            if (frame == null) {
                return null;
            }
            LinkFrame found = AdvertFrame.isWhole(frame) ? LinkFrame.of(LinkFrame.EN10MB, frame) : null;
            if (found != null && found.kind() == CapturedFrame.Kind.ADVERT) {
                return found.packet();
            }
            passedOver++;
            if (passedOver > MOST_PASSED_OVER) {
                boolean enough = frame.length >= AdvertFrame.ETHERNET + IP_HEADER;
                return enough
                        ? ByteBuffer.wrap(frame, AdvertFrame.ETHERNET, IP_HEADER)
                                .slice()
                        : null;
            }
        }
        return null;
    }

    void send(InetAddress source, InetAddress destination, ByteBuffer message) throws LinkException {
        inject(source, destination, handle == null ? null : AdvertFrame.of(mac, source, destination, message));
    }

    void sendPacket(InetAddress source, InetAddress destination, ByteBuffer packet) throws LinkException {
        inject(source, destination, handle == null ? null : AdvertFrame.of(mac, packet));
    }

    private void inject(InetAddress source, InetAddress destination, byte @Nullable [] frame) throws LinkException {
        String tried = "cannot send an advert from " + AddressText.of(source) + " to " + AddressText.of(destination)
                + " on " + name + ": ";
        if (!destination.isMulticastAddress()) {
            throw new LinkException(tried + "by libpcap they go to the group only");
        }
        if (handle == null || frame == null) {
            boolean there = NetworkInterfaces.index(name) != 0;
            throw new LinkException(tried + (there ? DOWN : NetworkInterfaces.missing(name)));
        }
        try {
            handle.sendPacket(frame);
        } catch (PcapNativeException | NotOpenException e) {
            throw new LinkException(tried + e.getMessage());
        }
    }

    void close() {
        if (handle != null) {
            handle.close();
            handle = null;
        }
        index = 0;
        for (DatagramChannel member : members) {
            try {
                member.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }
        members.clear();
    }
}

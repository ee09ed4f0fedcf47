package lb.admin.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import lb.proxy.settings.InheritedSocket;
import lb.proxy.settings.UnixAddress;

/** An address to listen on, as it is written. */
final class BindAddress {
    static final String EXPECTED = "address:port, such as \"*:80\"";

    private static final Pattern RANGE = Pattern.compile("(.*:)(\\d{1,5})-(\\d{1,5})");
    private static final Pattern DESCRIPTOR = Pattern.compile("fd@(\\d{1,9})");

    private static final Pattern QUIC = Pattern.compile("quic([46])@(.*)");

    private BindAddress() {}

    /** Whether clients are to speak HTTP/3 there, over QUIC. */
    static boolean isQuic(String text) {
        return QUIC.matcher(text).matches();
    }

    /** The address, or those of a range of ports. */
    static List<? extends SocketAddress> parse(String text) throws ValueException {
        if (UnixAddresses.isMeant(text)) {
            return List.of(UnixAddresses.parse(text));
        }
        var quic = QUIC.matcher(text);
        if (quic.matches()) {
            return ofQuic(quic.group(2), quic.group(1).equals("4"));
        }
        if (text.startsWith("fd@")) {
            var matcher = DESCRIPTOR.matcher(text);
            if (!matcher.matches() || Integer.parseInt(matcher.group(1)) < 3) {
                throw new ValueException(
                        "expected: fd@ and the number of a descriptor that the process inherits, from 3");
            }
            return List.of(new InheritedSocket(Integer.parseInt(matcher.group(1))));
        }
        return networks(text);
    }

    private static List<InetSocketAddress> ofQuic(String text, boolean ipv4) throws ValueException {
        var any = text.startsWith("*:") || text.startsWith(":");
        var addresses = networks(any && !ipv4 ? "[::]" + text.substring(text.indexOf(':')) : text);
        for (var address : addresses) {
            if (address.getAddress() instanceof Inet4Address != ipv4) {
                throw new ValueException("expected: an address of IPv4 behind quic4@, of IPv6 behind quic6@");
            }
        }
        return addresses;
    }

    private static List<InetSocketAddress> networks(String text) throws ValueException {
        var range = RANGE.matcher(text);
        if (!range.matches()) {
            return List.of(network(text));
        }
        var first = network(range.group(1) + range.group(2));
        var last = network(range.group(1) + range.group(3));
        if (last.getPort() < first.getPort()) {
            throw new ValueException("expected: the lower port first");
        }
        return IntStream.rangeClosed(first.getPort(), last.getPort())
                .mapToObj(port -> new InetSocketAddress(first.getAddress(), port))
                .toList();
    }

    private static InetSocketAddress network(String text) throws ValueException {
        var endpoint = Addresses.endpoint(text, "\"*:80\"");
        if (endpoint.host().isEmpty() || endpoint.host().equals("*")) {
            return new InetSocketAddress(Inet4Address.ofLiteral("0.0.0.0"), endpoint.port());
        }
        InetAddress address = Addresses.literal(endpoint.host())
                .orElseThrow(() -> new ValueException("expected: an IP address or *, and a port; not a host name"));
        if (address.isMulticastAddress()) {
            throw new ValueException("expected: an address of a machine, not a multicast group");
        }
        return new InetSocketAddress(address, endpoint.port());
    }

    /** Whether only this machine can reach it. */
    static boolean isLocal(SocketAddress address) {
        return switch (address) {
            case UnixAddress _ -> true;
            case InetSocketAddress network -> network.getAddress().isLoopbackAddress();
            default -> false;
        };
    }
}

package lb.admin.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import lb.proxy.settings.Network;

/** Addresses as people write them; nothing here asks a name server. */
final class Addresses {
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern DOTTED_QUAD = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})" + "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\\.?");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    /** What {@link #network} takes, in words. */
    static final String NETWORK = "an IP address or a network, such as 10.0.0.0/8";

    private Addresses() {}

    /** Where something listens or answers: the host as written (without brackets), and a port of 1 to 65535. */
    record Endpoint(String host, int port) {}

    static Inet4Address ipv4(String text) throws ValueException {
        var matcher = DOTTED_QUAD.matcher(text);
        if (matcher.matches()) {
            var bytes = new byte[4];
            var good = true;
            for (var i = 0; i < 4; i++) {
                var part = Integer.parseInt(matcher.group(i + 1));
                good &= part <= 255;
                bytes[i] = (byte) part;
            }
            if (good) {
                try {
                    return (Inet4Address) InetAddress.getByAddress(bytes);
                } catch (UnknownHostException e) {
                    throw new IllegalStateException("four bytes are an address", e);
                }
            }
        }
        throw new ValueException("expected: an IPv4 address");
    }

    /** An IPv4 or IPv6 address; empty for what can only be a name. */
    static Optional<InetAddress> literal(String host) throws ValueException {
        if (host.indexOf(':') >= 0) {
            try {
                return Optional.of(Inet6Address.ofLiteral(host));
            } catch (IllegalArgumentException e) {
                throw new ValueException("\"" + host + "\" is not an IPv6 address");
            }
        }
        return DIGITS_AND_DOTS.matcher(host).matches() ? Optional.of(ipv4(host)) : Optional.empty();
    }

    /** A network, by its first address and the length of its prefix, or one address. */
    static Network network(String text) throws ValueException {
        var expected = "expected: " + NETWORK;
        var slash = text.indexOf('/');
        InetAddress address =
                literal(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> new ValueException(expected));
        var bits = address.getAddress().length * Byte.SIZE;
        var prefix = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
        if (!PREFIX.matcher(prefix).matches() || Integer.parseInt(prefix) > bits) {
            throw new ValueException(expected + "; behind the / stands 0 to " + bits);
        }
        var network = Network.around(address, Integer.parseInt(prefix));
        if (!network.startsWith(address)) {
            throw new ValueException("expected: the first address of the network, \"" + network + "\"");
        }
        return network;
    }

    static boolean isHostName(String host) {
        return HOST_NAME.matcher(host).matches();
    }

    /**
     * Splits {@code host:port}; the host may be empty, and an IPv6 one stands in brackets.
     *
     * @param example of what was expected
     */
    static Endpoint endpoint(String text, String example) throws ValueException {
        var expected = "expected: address:port, such as " + example;
        var colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw new ValueException(expected + "; it has no port");
        }
        var host = text.substring(0, colon);
        var port = text.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (host.indexOf(':') < 0) {
                throw new ValueException(expected + "; only an IPv6 address stands in brackets");
            }
        } else if (host.indexOf(':') >= 0) {
            throw new ValueException(expected + "; an IPv6 address stands in brackets: \"[::1]:80\"");
        }
        if (!PORT.matcher(port).matches() || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw new ValueException(expected + "; a port is 1 to 65535");
        }
        return new Endpoint(host, Integer.parseInt(port));
    }
}

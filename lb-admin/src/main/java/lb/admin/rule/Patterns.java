package lb.admin.rule;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import lb.proxy.settings.Condition.Range;
import lb.proxy.settings.Network;

/** What samples are held against: texts, ranges of numbers, networks. */
final class Patterns {
    static final Set<String> OPERATORS = Set.of("eq", "ge", "gt", "le", "lt");

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
    private static final Pattern QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){0,3}");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,3}");
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /** Where IPv4 addresses lie among those of IPv6: ::ffff:0:0/96. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0};

    private static final int MAPPED_BITS = 96;
    private static final Network ALL_OF_IPV4 = new Network(IPV4_BITS, 0, 0, 0);

    private Patterns() {}

    /** The bytes of a text in UTF-8, each a character. */
    static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** The text that such bytes are. */
    static String text(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }

    /** A pattern that cannot be read; the message says what was expected. */
    static final class BadPatternException extends Exception {
        private static final long serialVersionUID = 1;

        BadPatternException(String message) {
            super(message, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /** A number or a range of them, such as {@code 80}, {@code 1024:} or {@code :1023}, held against by an operator. */
    static Range range(String operator, String text) throws BadPatternException {
        var colon = text.indexOf(':');
        var low = colon < 0 ? text : text.substring(0, colon);
        var high = colon < 0 ? text : text.substring(colon + 1);
        if ((low.isEmpty() && high.isEmpty())
                || !(low.isEmpty() || NUMBER.matcher(low).matches())
                || !(high.isEmpty() || NUMBER.matcher(high).matches())) {
            throw new BadPatternException("expected: a whole number, or a range such as 1024:65535");
        }
        var least = low.isEmpty() ? Long.MIN_VALUE : Long.parseLong(low);
        var most = high.isEmpty() ? Long.MAX_VALUE : Long.parseLong(high);
        if (least > most) {
            throw new BadPatternException("expected: a range from the least to the most");
        }
        if (colon >= 0 && !operator.equals("eq")) {
            throw new BadPatternException("expected behind " + operator + ": one number");
        }
        return switch (operator) {
            case "ge" -> new Range(least, Long.MAX_VALUE);
            case "gt" -> new Range(least + 1, Long.MAX_VALUE);
            case "le" -> new Range(Long.MIN_VALUE, most);
            case "lt" -> new Range(Long.MIN_VALUE, most - 1);
            default -> new Range(least, most);
        };
    }

    /**
     * An address, or a network by one of its addresses and a length or a mask. As in HAProxy, {@code 10.12} is
     * {@code 10.0.0.12}; and an IPv6 network that has ::ffff:0:0/96 in it has all of IPv4, which is the second one then.
     */
    static List<Network> networks(String text) throws BadPatternException {
        var slash = text.indexOf('/');
        var host = slash < 0 ? text : text.substring(0, slash);
        var behind = slash < 0 ? "" : text.substring(slash + 1);
        if (host.indexOf(':') >= 0) {
            return ofIpv6(host, slash < 0 ? Integer.toString(IPV6_BITS) : behind);
        }
        var length = slash < 0 ? IPV4_BITS : behind.indexOf('.') < 0 ? length(behind, IPV4_BITS) : ofMask(behind);
        return List.of(Network.around(ipv4(host), length));
    }

    private static List<Network> ofIpv6(String host, String behind) throws BadPatternException {
        var length = length(behind, IPV6_BITS);
        InetAddress address;
        try {
            address = Inet6Address.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            throw bad();
        }
        if (host.indexOf('%') >= 0) {
            throw bad();
        }
        if (address instanceof Inet4Address) {
            // Written as ::ffff:10.0.0.1, it is an IPv4 address.
            return length >= MAPPED_BITS
                    ? List.of(Network.around(address, length - MAPPED_BITS))
                    : List.of(around(MAPPED, length), ALL_OF_IPV4);
        }
        var networks = new ArrayList<Network>();
        networks.add(Network.around(address, length));
        if (length <= MAPPED_BITS && networks.getFirst().contains(MAPPED)) {
            networks.add(ALL_OF_IPV4);
        }
        return networks;
    }

    private static Network around(byte[] address, int length) {
        // No address object of IPv6 has these bytes: Java makes one of IPv4 of them.
        var high = 0L;
        var low = 0xffff_0000_0000L;
        var mask = length <= Long.SIZE ? 0 : -1L << (IPV6_BITS - length);
        return new Network(Byte.SIZE * address.length, high, low & mask, length);
    }

    private static InetAddress ipv4(String text) throws BadPatternException {
        if (!QUAD.matcher(text).matches()) {
            throw bad();
        }
        var parts = text.split("\\.", -1);
        var bytes = new byte[4];
        for (var i = 0; i < parts.length; i++) {
            var part = Integer.parseInt(parts[i]);
            if (part > 255) {
                throw bad();
            }
            // The last part is the last byte: what is left out are zeros before it.
            bytes[i == parts.length - 1 ? 3 : i] = (byte) part;
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static int ofMask(String text) throws BadPatternException {
        var bytes = ipv4(text).getAddress();
        var mask = 0;
        for (var one : bytes) {
            mask = mask << Byte.SIZE | (one & 0xff);
        }
        var length = Integer.bitCount(mask);
        if (length > 0 && mask != -1 << (IPV4_BITS - length)) {
            throw new BadPatternException("a mask with zeros between its ones is not done yet in this version");
        }
        return length;
    }

    private static int length(String text, int bits) throws BadPatternException {
        if (!LENGTH.matcher(text).matches() || Integer.parseInt(text) > bits) {
            throw new BadPatternException("expected behind the /: 0 to " + bits);
        }
        return Integer.parseInt(text);
    }

    private static BadPatternException bad() {
        return new BadPatternException(
                "expected: an IP address or a network, such as 10.0.0.0/8; host names are not looked up here");
    }
}

package lb.admin.config;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.regex.Pattern;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.Mode;
import org.jspecify.annotations.Nullable;

/** Where a server answers, as it is written. */
final class ServerAddress {
    static final String EXAMPLE = "\"192.168.56.11:80\"";
    static final String EXPECTED = "address:port, such as " + EXAMPLE;

    private static final Pattern NO_HOST = Pattern.compile("\\d*|_.*");
    private static final Pattern MAPPED = Pattern.compile("(.*):([+-]\\d{1,9})?");

    private ServerAddress() {}

    /**
     * Where it answers, as it is written.
     *
     * @param port what is added to the port that the client came to, where {@code mapped}
     */
    private record Written(String host, int port, boolean mapped) {}

    private static Written written(String text) throws ValueException {
        var mapped = MAPPED.matcher(text);
        if (mapped.matches()) {
            var offset = mapped.group(2) == null ? 0 : Integer.parseInt(mapped.group(2));
            if (Math.abs(offset) > MappedAddress.MOST) {
                throw new ValueException("expected: " + EXPECTED + "; ports are at most 65535 apart");
            }
            return new Written(host(mapped.group(1)), offset, true);
        }
        if (text.endsWith("]")
                || (text.indexOf(':') < 0 && !NO_HOST.matcher(text).matches())) {
            return new Written(host(text), 0, true);
        }
        var endpoint = Addresses.endpoint(text, EXAMPLE);
        return new Written(endpoint.host(), endpoint.port(), false);
    }

    private static String host(String text) throws ValueException {
        return Addresses.endpoint(text + ":1", EXAMPLE).host();
    }

    /** The host that is written, be it a name or an address. */
    static String hostOf(String text) throws ValueException {
        return written(text).host();
    }

    /** The host of one whose port is known with its client only, as it stands before a port. */
    static String hostOf(SocketAddress mapped) {
        var text = mapped.toString();
        var address = MAPPED.matcher(text);
        return address.matches() ? address.group(1) : text;
    }

    /** Whether its port is known with its client only. */
    static boolean isMapped(SocketAddress address) {
        return address instanceof MappedAddress || (address instanceof DnsAddress name && name.isMapped());
    }

    /** Null when it is wrong, which is then said. */
    static @Nullable SocketAddress read(Value value, Mode mode, Naming naming) {
        try {
            return parse(
                    value.scalar().orElseThrow(() -> new ValueException("expected: " + EXPECTED)), mode, naming, value);
        } catch (ValueException e) {
            value.wrong(e.detail());
            return null;
        }
    }

    private static SocketAddress parse(String text, Mode mode, Naming naming, Value value) throws ValueException {
        if (UnixAddresses.isMeant(text)) {
            if (mode == Mode.UDP) {
                throw new ValueException("expected with mode = udp: " + EXPECTED);
            }
            return UnixAddresses.parse(text);
        }
        var resolver = naming.resolver();
        if (ResolverKeys.isService(text)) {
            if (resolver == null) {
                throw new ValueException("a service needs name servers (expected: resolvers at the top level)");
            }
            return naming.address(resolver, text, DnsAddress.PORT_OF_SERVICE, value);
        }
        var written = written(text);
        var literal = Addresses.literal(written.host());
        if (literal.isEmpty() && !Addresses.isHostName(written.host())) {
            throw new ValueException("expected: " + EXPECTED);
        }
        if (written.mapped() && mode == Mode.UDP) {
            throw new ValueException("expected with mode = udp: " + EXPECTED);
        }
        if (literal.isEmpty() && resolver != null) {
            return written.mapped()
                    ? naming.mapped(resolver, written.host(), written.port(), value)
                    : naming.address(resolver, written.host(), written.port(), value);
        }
        var address = literal.isPresent()
                ? literal.get()
                : value.reading().hostNames().address(written.host());
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new ValueException("expected: the address of one machine");
        }
        return written.mapped()
                ? new MappedAddress(address, written.port())
                : new InetSocketAddress(address, written.port());
    }
}

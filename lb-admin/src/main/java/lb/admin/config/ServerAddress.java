package lb.admin.config;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.Mode;
import org.jspecify.annotations.Nullable;

/** Where a server answers, as it is written. */
final class ServerAddress {
    static final String EXAMPLE = "\"192.168.56.11:80\"";
    static final String EXPECTED = "address:port, such as " + EXAMPLE;

    private ServerAddress() {}

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
            var address = UnixAddresses.parse(text);
            if (address.isPadded()) {
                throw new ValueException(
                        "a server at a name padded with zeros, as HAProxy's abns@ are, is not done yet in"
                                + " this version; expected: a path, or abnsz@ and a name");
            }
            return address;
        }
        var resolver = naming.resolver();
        if (ResolverKeys.isService(text)) {
            if (resolver == null) {
                throw new ValueException("a service needs name servers (expected: resolvers at the top level)");
            }
            return naming.address(resolver, text, DnsAddress.PORT_OF_SERVICE, value);
        }
        var endpoint = Addresses.endpoint(text, EXAMPLE);
        var literal = Addresses.literal(endpoint.host());
        if (literal.isEmpty() && !Addresses.isHostName(endpoint.host())) {
            throw new ValueException("expected: " + EXPECTED);
        }
        if (literal.isEmpty() && resolver != null) {
            return naming.address(resolver, endpoint.host(), endpoint.port(), value);
        }
        var address = literal.isPresent()
                ? literal.get()
                : value.reading().hostNames().address(endpoint.host());
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new ValueException("expected: the address of one machine");
        }
        return new InetSocketAddress(address, endpoint.port());
    }
}

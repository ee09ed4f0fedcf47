package lb.admin.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lb.proxy.settings.BindSettings;

/** Reads where something listens. */
final class BindReader {
    private static final Pattern RANGE = Pattern.compile(".*:\\d+-\\d+");

    /** One listener, and where it is written. */
    record Bind(BindSettings settings, Value value) {
        InetSocketAddress address() {
            return settings.address();
        }
    }

    private BindReader() {}

    /** One address or a list of them; none when the key is missing or all are wrong, which is then said. */
    static List<Bind> read(Section section, Key<?> key) {
        var value = section.value(key);
        if (value == null) {
            section.missing(key, "address:port, such as \"*:80\"");
            return List.of();
        }
        var elements = value.elements();
        if (elements.isEmpty()) {
            value.expected("an address or more");
        }
        var binds = new ArrayList<Bind>();
        for (var element : elements) {
            var text = element.scalar();
            if (text.isEmpty()) {
                element.expected(
                        "address:port, such as \"*:80\"; tls and other settings of a listener are not done yet");
                continue;
            }
            try {
                binds.add(new Bind(new BindSettings(address(text.get())), element));
            } catch (ValueException e) {
                element.wrong(e.detail());
            }
        }
        return binds;
    }

    private static InetSocketAddress address(String text) throws ValueException {
        if (RANGE.matcher(text).matches()) {
            throw new ValueException("expected: one port; ranges are not done yet in this version");
        }
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
}

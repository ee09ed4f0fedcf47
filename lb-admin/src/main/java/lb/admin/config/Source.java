package lb.admin.config;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import lb.proxy.settings.Mode;
import lb.proxy.settings.PortRange;
import lb.proxy.settings.SourceOptions;
import org.jspecify.annotations.Nullable;

/**
 * Where connections to servers come from, as a backend says it for all of them and a server over that.
 *
 * @param local what stands in the file
 * @param transparent whether it is the client's address; the local one is then that of checks
 */
record Source(Local local, boolean transparent) {
    static final Source STANDARD = new Source(new Local(null, null), false);

    static final String EXPECTED = "an IP address, or with ports, such as \"10.0.0.2:20000-29999\"";

    static final Key<Local> LOCAL = Key.without(
            "source",
            new Form.LocalAddress(),
            "this node's own address",
            "Local address of connections and checks to servers. With ports (`\"10.0.0.2:20000-29999\"`, or `*:` and ports"
                    + " for the own address) each connection to a server has one of them, and there are no more than"
                    + " ports; checks have any.",
            "source");
    static final Key<Boolean> TRANSPARENT = Key.of(
            "transparent-source",
            new Form.Flag(),
            false,
            "Whether connections come from the address of the client that each is for, and are not kept for others; the"
                    + " way back from the servers must lead over this node. `source` is then that of checks. Needs the"
                    + " capability CAP_NET_ADMIN or CAP_NET_RAW.",
            "usesrc",
            "usesrc clientip");
    static final List<Key<?>> KEYS = List.of(LOCAL, TRANSPARENT);

    private static final Pattern RANGE = Pattern.compile("(.*:)(\\d{1,5})-(\\d{1,5})");

    /** The address, null for this node's own, and the ports, null for any. */
    record Local(@Nullable InetAddress address, @Nullable PortRange ports) {
        static Local parse(String text) throws ValueException {
            // An IPv6 address without brackets has no port.
            if (text.indexOf(':') < 0 || (!text.startsWith("[") && text.indexOf(':') != text.lastIndexOf(':'))) {
                return new Local(literal(text), null);
            }
            var range = RANGE.matcher(text);
            var written = range.matches();
            var first = Addresses.endpoint(written ? range.group(1) + range.group(2) : text, "\"10.0.0.2:20000\"");
            var last = written ? Addresses.endpoint(range.group(1) + range.group(3), "\"10.0.0.2:20000\"") : first;
            if (last.port() < first.port()) {
                throw new ValueException("expected: the lower port first");
            }
            return new Local(
                    first.host().equals("*") ? null : literal(first.host()), new PortRange(first.port(), last.port()));
        }

        private static InetAddress literal(String text) throws ValueException {
            return Addresses.literal(text).orElseThrow(() -> new ValueException("expected: " + EXPECTED));
        }
    }

    /** What a backend or server says, and this where it says nothing. */
    Source over(Section section, Mode mode) {
        var own = section.get(LOCAL);
        var source = new Source(own == null ? local : own, section.get(TRANSPARENT, transparent));
        var written = section.has(LOCAL) ? LOCAL : TRANSPARENT;
        if (mode == Mode.UDP) {
            section.wrong(TRANSPARENT, "not with mode = udp");
            if (own != null && own.ports() != null) {
                section.wrong(LOCAL, "no ports with mode = udp");
            }
        } else if (source.local.ports() != null && source.transparent) {
            section.wrong(written, "no ports with transparent-source = true");
        }
        return source;
    }

    @Nullable
    InetAddress address() {
        return local.address();
    }

    SourceOptions options() {
        return transparent ? SourceOptions.OF_CLIENT : new SourceOptions(local.ports(), false);
    }
}

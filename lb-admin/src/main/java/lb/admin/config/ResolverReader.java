package lb.admin.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lb.proxy.settings.Resolver;

/** Reads the name servers. */
final class ResolverReader {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final int DNS_PORT = 53;
    private static final Pattern WITHOUT_PORT = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final String EXPECTED =
            "an IP address, perhaps with a port, such as \"10.0.0.53\" or \"[::1]:5353\"";

    private ResolverReader() {}

    /** By their names, in the order of the file. */
    static Map<String, Resolver> read(Section top) {
        var resolvers = new LinkedHashMap<String, Resolver>();
        for (var named : top.named(ResolverKeys.RESOLVERS)) {
            var title = "resolvers \"" + named.name() + "\"";
            var section = Section.of(named.value().titled(title), ResolverKeys.TABLE, title, "");
            if (section != null) {
                resolvers.put(named.name(), read(named.name(), section));
            }
        }
        return resolvers;
    }

    private static Resolver read(String name, Section section) {
        var servers = nameServers(section);
        if (section.orStandard(ResolverKeys.PARSE_RESOLV_CONF)) {
            ofThisMachine(section).stream()
                    .filter(server -> !servers.contains(server))
                    .forEach(servers::add);
        } else if (servers.isEmpty() && !section.has(ResolverKeys.NAME_SERVERS)) {
            section.missing(
                    ResolverKeys.NAME_SERVERS,
                    "one address or more, such as [\"10.0.0.53\"], or parse-resolv-conf = true");
        }
        var timeouts = section.sectionOrEmpty(ResolverKeys.TIMEOUTS, ResolverKeys.TIMEOUTS_TABLE);
        var hold = section.sectionOrEmpty(ResolverKeys.HOLD, ResolverKeys.HOLD_TABLE);
        return new Resolver(
                name,
                servers,
                section.orStandard(ResolverKeys.RETRIES),
                new Resolver.Timeouts(
                        timeouts.orStandard(ResolverKeys.RESOLVE), timeouts.orStandard(ResolverKeys.RETRY)),
                new Resolver.Hold(
                        hold.orStandard(ResolverKeys.VALID),
                        hold.orStandard(ResolverKeys.NX),
                        hold.orStandard(ResolverKeys.TIMEOUT),
                        hold.orStandard(ResolverKeys.REFUSED),
                        hold.orStandard(ResolverKeys.OTHER),
                        hold.orStandard(ResolverKeys.OBSOLETE)),
                section.orStandard(ResolverKeys.ACCEPTED_PAYLOAD));
    }

    private static List<InetSocketAddress> nameServers(Section section) {
        var servers = new LinkedHashSet<InetSocketAddress>();
        var value = section.value(ResolverKeys.NAME_SERVERS);
        if (value == null) {
            return new ArrayList<>();
        }
        if (value.isList() && value.isEmpty()) {
            value.expected("one address or more");
        }
        for (var element : value.elements()) {
            try {
                var text = element.scalar().orElse("");
                var endpoint = Addresses.endpoint(
                        WITHOUT_PORT.matcher(text).matches() ? text + ":" + DNS_PORT : text, "\"10.0.0.53:53\"");
                var address = Addresses.literal(endpoint.host()).orElseThrow(() -> new ValueException(""));
                var server = new InetSocketAddress(address, endpoint.port());
                if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
                    element.expected("the address of one machine");
                } else if (!servers.add(server)) {
                    element.wrong("the same name server is there already");
                }
            } catch (ValueException e) {
                element.expected(EXPECTED);
            }
        }
        return new ArrayList<>(servers);
    }

    private static List<InetSocketAddress> ofThisMachine(Section section) {
        try {
            var servers = inResolvConf(Files.readAllLines(RESOLV_CONF));
            if (servers.isEmpty()) {
                section.wrong(ResolverKeys.PARSE_RESOLV_CONF, RESOLV_CONF + " has no nameserver");
            }
            return servers;
        } catch (MalformedInputException e) {
            section.wrong(ResolverKeys.PARSE_RESOLV_CONF, RESOLV_CONF + " is no text");
        } catch (IOException e) {
            section.wrong(ResolverKeys.PARSE_RESOLV_CONF, "cannot read " + RESOLV_CONF + ": " + e.getMessage());
        }
        return List.of();
    }

    /** The name servers in the lines of a resolv.conf(5); what is no address of one is left out, as resolvers do. */
    static List<InetSocketAddress> inResolvConf(List<String> lines) {
        var servers = new ArrayList<InetSocketAddress>();
        for (var line : lines) {
            var words = BLANKS.splitAsStream(line.strip()).toList();
            if (words.size() >= 2 && words.getFirst().equals("nameserver")) {
                address(words.get(1))
                        .map(address -> new InetSocketAddress(address, DNS_PORT))
                        .filter(server -> !servers.contains(server))
                        .ifPresent(servers::add);
            }
        }
        return servers;
    }

    private static Optional<InetAddress> address(String word) {
        try {
            return Addresses.literal(word);
        } catch (ValueException e) {
            return Optional.empty();
        }
    }
}

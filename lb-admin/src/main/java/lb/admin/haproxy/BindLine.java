package lb.admin.haproxy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;

/**
 * A {@code bind} line: its addresses, and what is said of all of them.
 *
 * @param tls what it says of TLS
 * @param comments above it, and behind it
 */
record BindLine(Place place, List<String> addresses, Draft options, BindTls tls, List<String> comments)
        implements Scope {
    private static final Pattern QUIC = Pattern.compile("quic([46])@(.*)");
    private static final Pattern PORTS = Pattern.compile("\\d{1,5}(-\\d{1,5})?");
    private static final List<String> NOT_DONE = List.of("sockpair@", "udp@", "udp4@", "udp6@", "uxdg@", "abns+");

    BindLine {
        addresses = List.copyOf(addresses);
        comments = List.copyOf(comments);
    }

    @Override
    public Draft commented(Keyword<?> keyword) {
        return options;
    }

    @Override
    public Draft whole() {
        return options;
    }

    /**
     * An address as our configuration writes it, section 11 of HAProxy's manual.
     *
     * @param told gets what is wrong
     */
    static Optional<String> address(String text, Arguments told) {
        if (isNotDone(text)) {
            told.error("%s is not done yet in this version (expected: an address and port, a path, abns@, or fd@)"
                    .formatted(Shown.word(text)));
            return Optional.empty();
        }
        Optional<String> plain = plain(text);
        if (plain.isEmpty()) {
            told.wrong(text, "an address and a port or a range of ports, such as *:80 or 192.168.0.10:8000-8010");
        }
        return plain;
    }

    private static boolean isNotDone(String text) {
        return NOT_DONE.stream().anyMatch(text::startsWith);
    }

    /** The same where nobody is told: empty for one that is wrong, or not done. */
    static Optional<String> plain(String text) {
        if (isNotDone(text)) {
            return Optional.empty();
        }
        if (text.startsWith("/") || text.startsWith("abns@") || text.startsWith("fd@")) {
            return Optional.of(text);
        }
        for (String prefix : List.of("unix@", "uxst@")) {
            if (text.startsWith(prefix)) {
                return Optional.of("unix@" + text.substring(prefix.length()));
            }
        }
        Matcher quic = QUIC.matcher(text);
        if (quic.matches()) {
            String family = quic.group(1);
            return network(quic.group(2), family.equals("6")).map(address -> "quic" + family + "@" + address);
        }
        boolean six = false;
        String rest = text;
        for (String prefix : List.of("ipv4@", "ipv6@", "tcp@", "tcp4@", "tcp6@")) {
            if (text.startsWith(prefix)) {
                six = prefix.contains("6");
                rest = text.substring(prefix.length());
            }
        }
        return network(rest, six);
    }

    private static Optional<String> network(String text, boolean six) {
        int colon = text.lastIndexOf(':');
        return colon < 0 || !PORTS.matcher(text.substring(colon + 1)).matches()
                ? Optional.empty()
                : Optional.of(host(text.substring(0, colon), six) + text.substring(colon));
    }

    /** Whether HTTP/3 is spoken at an address, as our configuration writes it. */
    static boolean isQuic(String address) {
        return QUIC.matcher(address).matches();
    }

    /** Whether an address, as our configuration writes it, is that of a UNIX socket or of one that is inherited. */
    static boolean isLocal(String address) {
        return address.startsWith("/")
                || address.startsWith("unix@")
                || address.startsWith("abns@")
                || address.startsWith("fd@");
    }

    private static String host(String host, boolean six) {
        if (host.isEmpty() || host.equals("*")) {
            return six ? "[::]" : "*";
        }
        if (host.equals("localhost")) {
            return six ? "[::1]" : "127.0.0.1";
        }
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}

package lb.admin.haproxy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a server, as HAProxy and as our configuration writes it. */
final class ServerAddressWords {
    private static final String EXPECTED = "an address and a port, such as 192.168.56.11:80";

    private static final Pattern FAMILY = Pattern.compile("(?:tcp[46]?@|ipv[46]@|ip@)(.*)");
    private static final Pattern OTHER_PREFIX = Pattern.compile("([a-z]{2,12}[46]?)@.*");
    private static final Pattern ANY = Pattern.compile("(?:0\\.0\\.0\\.0|\\*|\\[?::]?)(?::.*)?");

    /** IPv6 without brackets: what stands behind the last colon is its port. */
    private static final Pattern BARE_IPV6 = Pattern.compile("([0-9a-fA-F:.]*:[0-9a-fA-F:.]*):([+-]?\\d*)");

    private ServerAddressWords() {}

    /** Nothing when it is one that cannot be had here, which is then told. */
    static Optional<String> ours(Arguments arguments, String written) {
        String address = written;
        if (address.startsWith("unix@")) {
            return Optional.of(address.substring("unix@".length()));
        }
        if (address.startsWith("/") || address.startsWith("abns@")) {
            return Optional.of(address);
        }
        Matcher family = FAMILY.matcher(address);
        if (family.matches()) {
            address = family.group(1);
        }
        Matcher prefix = OTHER_PREFIX.matcher(address);
        if (prefix.matches()) {
            boolean known = List.of(
                            "fd",
                            "sockpair",
                            "udp",
                            "quic",
                            "stream",
                            "dgram",
                            "uxst",
                            "uxdg",
                            "quic4",
                            "quic6",
                            "udp4",
                            "udp6")
                    .contains(prefix.group(1));
            arguments.error(
                    known
                            ? "an address of the kind %s@ is not done yet in this version (expected: %s)"
                                    .formatted(prefix.group(1), EXPECTED)
                            : "%s (expected: %s)".formatted(Shown.word(written), EXPECTED));
            return Optional.empty();
        }
        if (ANY.matcher(address).matches()) {
            arguments.error(
                    "%s, the address that the client connected to, is not done yet in this version (expected: %s)"
                            .formatted(Shown.word(written), EXPECTED));
            return Optional.empty();
        }
        if (address.isEmpty() || (address.startsWith(":") && !address.startsWith("::"))) {
            arguments.wrong(written, EXPECTED);
            return Optional.empty();
        }
        Matcher ipv6 = BARE_IPV6.matcher(address);
        if (!address.startsWith("[") && ipv6.matches()) {
            return Optional.of("[" + ipv6.group(1) + "]" + (ipv6.group(2).isEmpty() ? "" : ":" + ipv6.group(2)));
        }
        return Optional.of(address.endsWith(":") ? address.substring(0, address.length() - 1) : address);
    }

    /** Whether the server is named rather than addressed. */
    static boolean isName(String ours) {
        if (ours.startsWith("/") || ours.startsWith("abns@") || ours.startsWith("[")) {
            return false;
        }
        return !ours.matches("[0-9.]+(:[+-]?\\d*)?");
    }
}

package lb.admin.haproxy;

import java.util.Optional;
import java.util.regex.Pattern;

/** {@code source} of a server or a backend, and what may stand behind it. */
final class SourceWords {
    private static final Pattern ANY = Pattern.compile("(?:ipv4@|ipv6@)?(?:0\\.0\\.0\\.0|\\*|::|\\[::])(?::0?)?");
    private static final Pattern ANY_WITH_PORTS = Pattern.compile("(?:ipv4@)?(?:0\\.0\\.0\\.0|\\*):(\\d+(?:-\\d+)?)");

    private SourceWords() {}

    /** Keeps them as {@code source}, {@code transparent-source} and {@code interface}. */
    static void read(Arguments arguments, ServerOptions options) {
        Optional<String> address = arguments.next("an IP address, perhaps with ports");
        if (address.isEmpty()) {
            return;
        }
        options.remove("source");
        options.remove("transparent-source");
        options.remove("interface");
        var ports = ANY_WITH_PORTS.matcher(address.get());
        if (ports.matches() && !ANY.matcher(address.get()).matches()) {
            options.put("source", "*:" + ports.group(1), arguments.place());
        } else if (!ANY.matcher(address.get()).matches()) {
            options.put("source", address.get().replaceFirst("^ipv[46]@", ""), arguments.place());
        }
        while (arguments.more()) {
            if (arguments.take("usesrc")) {
                useSource(arguments, options);
            } else if (arguments.take("interface")) {
                arguments
                        .next("the name of a network interface")
                        .ifPresent(name -> options.put("interface", name, arguments.place()));
            } else {
                return;
            }
        }
    }

    private static void useSource(Arguments arguments, ServerOptions options) {
        String expected = "clientip, client, an address or hdr_ip(…)";
        String word = arguments.next(expected).orElse("clientip");
        if (word.equals("clientip")) {
            options.put("transparent-source", true, arguments.place());
        } else {
            arguments.error(
                    "usesrc %s is not done yet in this version (expected: clientip)".formatted(Shown.word(word)));
        }
    }
}

package lb.admin.haproxy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keywords of {@code resolvers} sections. */
final class ResolverKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.RESOLVERS);
    private static final Pattern PREFIX = Pattern.compile("([a-z]+[46]?)@(.*)");
    private static final Pattern BARE_IPV6 = Pattern.compile("([0-9a-fA-F:.]*:[0-9a-fA-F:.]*):(\\d+)");
    private static final int MOST_RETRIES = 100;
    private static final int MOST_BYTES = 8192;

    static final List<Keyword<SectionDraft>> ALL = List.of(
            Keyword.done("nameserver", HERE, ResolverKeywords::nameServer),
            Keyword.done(
                    "parse-resolv-conf",
                    HERE,
                    (arguments, section) -> section.draft().set("parse-resolv-conf", true, arguments.place())),
            Keyword.done("hold", HERE, ResolverKeywords::hold),
            Keyword.done("resolve_retries", HERE, ResolverKeywords::retries),
            Keyword.done("timeout resolve", HERE, (arguments, section) -> timeout(arguments, section, "resolve")),
            Keyword.done("timeout retry", HERE, (arguments, section) -> timeout(arguments, section, "retry")),
            Keyword.done("accepted_payload_size", HERE, ResolverKeywords::payload));

    private ResolverKeywords() {}

    private static void nameServer(Arguments arguments, SectionDraft section) {
        Optional<String> name = arguments.next("a name and an address");
        Optional<String> address = name.flatMap(_ -> arguments.next("an address"));
        if (address.isEmpty()) {
            return;
        }
        Matcher prefix = PREFIX.matcher(address.get());
        String plain = address.get();
        if (prefix.matches()) {
            if (!Set.of("udp", "udp4", "udp6", "ipv4", "ipv6", "dgram").contains(prefix.group(1))) {
                arguments.rest();
                arguments.error(
                        "%s: name servers by TCP alone are not done yet in this version (expected: an IP address; long"
                                        .formatted(Shown.word(address.get()))
                                + " answers are asked for by TCP)");
                return;
            }
            plain = prefix.group(2);
        }
        Matcher ipv6 = BARE_IPV6.matcher(plain);
        if (!plain.startsWith("[") && ipv6.matches()) {
            plain = "[" + ipv6.group(1) + "]:" + ipv6.group(2);
        }
        section.draft().add("name-servers", plain, arguments.place());
    }

    private static void hold(Arguments arguments, SectionDraft section) {
        Optional<String> status = arguments.oneOf(List.of("nx", "refused", "timeout", "other", "valid", "obsolete"));
        Optional<String> time = status.isEmpty() ? Optional.empty() : arguments.time();
        time.ifPresent(one ->
                section.draft().object("hold", arguments.place()).set(status.orElseThrow(), one, arguments.place()));
    }

    private static void retries(Arguments arguments, SectionDraft section) {
        OptionalInt retries = arguments.number(1, Integer.MAX_VALUE);
        retries.ifPresent(number -> section.draft().set("retries", Math.min(MOST_RETRIES, number), arguments.place()));
    }

    private static void timeout(Arguments arguments, SectionDraft section, String key) {
        arguments
                .time()
                .ifPresent(time ->
                        section.draft().object("timeouts", arguments.place()).set(key, time, arguments.place()));
    }

    private static void payload(Arguments arguments, SectionDraft section) {
        OptionalInt bytes = arguments.number(512, 65535);
        bytes.ifPresent(number -> {
            if (number > MOST_BYTES) {
                arguments.note("%d: answers of more than %d bytes are asked for by TCP".formatted(number, MOST_BYTES));
            }
            section.draft().set("accepted-payload", Math.min(MOST_BYTES, number) + "B", arguments.place());
        });
    }
}

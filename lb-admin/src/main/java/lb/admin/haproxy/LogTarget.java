package lb.admin.haproxy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;

/**
 * A {@code log} line, as our configuration has it.
 *
 * @param target what stands in {@code defaults.log}
 * @param text the same as text, by which two of them are compared
 */
record LogTarget(Place place, Draft target, String text) {
    /** Of one section: more places nobody sends lines to. */
    static final int MOST = 64;

    private static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");
    private static final List<String> FACILITIES = List.of(
            "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "auth2", "ftp", "ntp",
            "audit", "alert", "cron2", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7");
    private static final Pattern NETWORK = Pattern.compile("(?:udp@|ipv4@|ipv6@|udp4@|udp6@)(.*)");

    /**
     * Reads one; what is wrong with it is told.
     *
     * @param before how many the section has already
     */
    static Optional<LogTarget> read(Arguments arguments, int before) {
        if (before >= MOST) {
            arguments.rest();
            arguments.error("more than %d targets are not done".formatted(MOST));
            return Optional.empty();
        }
        Optional<String> address =
                arguments.next("an address, /dev/log or stdout").flatMap(text -> to(text, arguments));
        Draft target = new Draft();
        String format = "";
        address.ifPresent(to -> target.set("to", to, arguments.place()));
        boolean options = true;
        while (options) {
            if (arguments.take("len")) {
                arguments.number(80, 65_535).ifPresent(length -> target.set("length", length, arguments.place()));
            } else if (arguments.take("format")) {
                format = arguments
                        .oneOf(List.of("local", "rfc3164", "rfc5424", "priority", "short", "timed", "iso", "raw"))
                        .orElse("");
            } else if (arguments.take("sample")) {
                arguments
                        .next("ranges and of how many, such as 1-3,7:10")
                        .ifPresent(sample -> target.set("sample", sample, arguments.place()));
            } else {
                options = false;
            }
        }
        boolean stdout = address.filter("stdout"::equals).isPresent();
        if (address.isPresent()) {
            format(format, stdout, target, arguments);
        }
        arguments
                .oneOf(FACILITIES)
                .filter(facility -> !stdout)
                .ifPresent(facility -> target.set("facility", facility, arguments.place()));
        target.set("level", arguments.more() ? arguments.oneOf(LEVELS).orElse("debug") : "debug", arguments.place());
        if (arguments.more()) {
            arguments
                    .oneOf(LEVELS)
                    .filter(least -> !least.equals("emerg"))
                    .ifPresent(
                            least -> arguments.error(
                                    "a least level is not done yet in this version (expected: the most severe lines as they are)"));
        }
        return address.isEmpty()
                ? Optional.empty()
                : Optional.of(new LogTarget(arguments.place(), target, target.toHocon()));
    }

    private static void format(String format, boolean stdout, Draft target, Arguments arguments) {
        switch (format) {
            case "" -> {
                if (stdout) {
                    arguments.note("lines on stdout are written without a header, as with format raw");
                }
            }
            case "rfc3164", "rfc5424" -> {
                if (stdout) {
                    arguments.error("format %s is not done yet for stdout (expected: raw)".formatted(format));
                } else {
                    target.set("format", format, arguments.place());
                }
            }
            case "raw" -> {
                if (!stdout) {
                    arguments.error("format raw is done for stdout only (expected: rfc3164, rfc5424)");
                }
            }
            default ->
                arguments.error("format %s is not done yet in this version (expected: %s)"
                        .formatted(format, stdout ? "raw" : "rfc3164, rfc5424"));
        }
    }

    private static Optional<String> to(String text, Arguments arguments) {
        if (text.equals("stdout") || text.startsWith("/")) {
            return Optional.of(text);
        }
        if (text.startsWith("unix@")) {
            return Optional.of(text.substring("unix@".length()));
        }
        for (String prefix : List.of("stderr", "fd@", "ring@", "abns@")) {
            if (text.startsWith(prefix)) {
                arguments.error("%s is not done yet in this version (expected: an address, /dev/log or stdout)"
                        .formatted(Shown.word(text)));
                return Optional.empty();
            }
        }
        String plain = NETWORK.matcher(text).replaceFirst("$1");
        return Optional.of(
                plain.equals("localhost") || plain.startsWith("localhost:")
                        ? plain.replaceFirst("localhost", "127.0.0.1")
                        : plain);
    }

    /** Whether both say the same. */
    boolean same(LogTarget other) {
        return text.equals(other.text);
    }
}

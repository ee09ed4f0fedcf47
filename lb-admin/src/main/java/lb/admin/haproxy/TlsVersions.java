package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;

/** Versions of TLS, as a line's {@code ssl-min-ver}, {@code no-tlsv11} and the like have them. One thread. */
final class TlsVersions {
    /** As HAProxy and our own configuration write them, the oldest first. SSL 3.0 is spoken nowhere any more. */
    private enum Version {
        TLS10("TLSv1.0", "tlsv10"),
        TLS11("TLSv1.1", "tlsv11"),
        TLS12("TLSv1.2", "tlsv12"),
        TLS13("TLSv1.3", "tlsv13");

        private final String word;
        private final String end;

        Version(String word, String end) {
            this.word = word;
            this.end = end;
        }
    }

    private static final String OLDEST = "SSLv3";

    /** The words that a bind, a server and the defaults of both have of it. */
    static final List<String> FLAGS = flags();

    private Optional<Version> lowest = Optional.empty();
    private Optional<Version> highest = Optional.empty();
    private final Set<Version> without = EnumSet.noneOf(Version.class);
    private Place place = new Place("", 0);

    private static List<String> flags() {
        List<String> flags = new ArrayList<>(List.of("no-sslv3", "force-sslv3"));
        for (Version version : Version.values()) {
            flags.add("no-" + version.end);
            flags.add("force-" + version.end);
        }
        return List.copyOf(flags);
    }

    /** Takes over all of another. */
    void copy(TlsVersions other) {
        lowest = other.lowest;
        highest = other.highest;
        without.addAll(other.without);
        place = other.place;
    }

    /** {@code ssl-min-ver}. */
    void lowest(Arguments arguments) {
        place = arguments.place();
        version(arguments).ifPresent(version -> lowest = Optional.of(version));
    }

    /** {@code ssl-max-ver}. */
    void highest(Arguments arguments) {
        place = arguments.place();
        version(arguments).ifPresent(version -> highest = Optional.of(version));
    }

    private static Optional<Version> version(Arguments arguments) {
        Optional<String> word = arguments.oneOf(List.of(OLDEST, "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"));
        if (word.equals(Optional.of(OLDEST))) {
            return Optional.of(Version.TLS10);
        }
        return word.flatMap(one -> EnumSet.allOf(Version.class).stream()
                .filter(version -> version.word.equals(one))
                .findFirst());
    }

    /** One of {@link #FLAGS}. */
    void flag(String word, Arguments arguments) {
        place = arguments.place();
        if (word.equals("force-sslv3")) {
            arguments.error("SSL 3.0 is spoken by no library any more (expected: TLSv1.2 or newer)");
            return;
        }
        for (Version version : Version.values()) {
            if (word.equals("no-" + version.end)) {
                without.add(version);
            } else if (word.equals("force-" + version.end)) {
                lowest = Optional.of(version);
                highest = Optional.of(version);
            }
        }
    }

    boolean isEmpty() {
        return lowest.isEmpty() && highest.isEmpty() && without.isEmpty();
    }

    /**
     * Writes the oldest and the newest, where anything is said of them.
     *
     * @param base what stands where this says nothing
     */
    void write(Draft tls, TlsVersions base) {
        if (isEmpty()) {
            return;
        }
        Version low = lowest.or(() -> base.lowest).orElse(Version.TLS12);
        Version high = highest.or(() -> base.highest).orElse(Version.TLS13);
        Set<Version> not = EnumSet.noneOf(Version.class);
        not.addAll(base.without);
        not.addAll(without);
        // Of what has a gap in it the newer part counts.
        while (high.ordinal() > low.ordinal() && not.contains(high)) {
            high = Version.values()[high.ordinal() - 1];
        }
        Version from = high;
        while (from.ordinal() > low.ordinal() && !not.contains(Version.values()[from.ordinal() - 1])) {
            from = Version.values()[from.ordinal() - 1];
        }
        tls.set("min-version", from.word, place);
        tls.set("max-version", high.word, place);
    }
}

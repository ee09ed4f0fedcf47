package lb.admin.config;

import java.time.Duration;
import java.util.List;
import lb.proxy.settings.Mode;
import lb.proxy.settings.StickySettings;
import org.jspecify.annotations.Nullable;

/** How clients keep their servers by their addresses. */
final class StickyKeys {
    /** What clients are told apart by. */
    enum On {
        SOURCE
    }

    private static final Form.Word<On> WORDS = Form.Word.of(On.values());

    static final Key<On> ON =
            Key.of("on", WORDS, On.SOURCE, "What clients are told apart by: the address.", "stick on");
    static final Key<Integer> IPV4_PREFIX =
            Key.of("ipv4-prefix", new Form.Whole(1, 32), 32, "How many bits of an IPv4 address count.", "ipmask");
    static final Key<Integer> IPV6_PREFIX =
            Key.of("ipv6-prefix", new Form.Whole(1, 128), 128, "How many bits of an IPv6 address count.");
    static final Key<Integer> SIZE = Key.of(
            "size",
            new Form.Whole(1, 10_000_000),
            100_000,
            "How many clients are remembered, at 32 to 64 bytes each; then those that were away for the longest are"
                    + " forgotten.");
    static final Key<Duration> EXPIRE = Key.of(
            "expire",
            new Form.Time(Duration.ofSeconds(1), Duration.ofDays(24), null, "ms"),
            Duration.ofMinutes(30),
            "How long one is remembered that does not come back, in whole seconds.");
    static final Table TABLE = new Table(
            "backends.<name>.sticky",
            "How clients keep their servers by their addresses.",
            List.of(ON, IPV4_PREFIX, IPV6_PREFIX, SIZE, EXPIRE));
    static final Key<Object> STICKY = Key.without(
            "sticky",
            new Form.Part("source or { on = source, … }", List.of(TABLE), false, false),
            "they do not",
            "That clients come back to the server that they had, while it is up or in drain (not with mode udp). A cookie"
                    + " counts before it.",
            "stick-table",
            "stick on",
            "stick");

    private StickyKeys() {}

    /** Null where it is not asked for, or wrong, which is then said. */
    static @Nullable StickySettings read(Section backend, Mode mode) {
        var value = backend.value(STICKY);
        if (value == null) {
            return null;
        }
        if (mode == Mode.UDP) {
            value.wrong("not with mode = udp, where a client keeps its server anyway");
            return null;
        }
        if (!value.isObject() && value.parsed(WORDS) == null) {
            return null;
        }
        var section = Section.of(value.isObject() ? value : value.emptied(), TABLE, backend.title(), "sticky.");
        if (section == null) {
            return null;
        }
        // There is one word only; a wrong one is said.
        var _ = section.orStandard(ON);
        return new StickySettings(
                section.orStandard(IPV4_PREFIX),
                section.orStandard(IPV6_PREFIX),
                section.orStandard(SIZE),
                section.orStandard(EXPIRE));
    }
}

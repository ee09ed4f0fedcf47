package lb.admin.explain;

import java.net.InetAddress;
import java.util.List;
import lb.admin.problem.SecretWords;
import lb.ha.settings.AddressText;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.HttpExpectation;
import org.jspecify.annotations.Nullable;

/** How a server's health is found out. */
final class CheckText {
    private CheckText() {}

    static String of(@Nullable CheckSettings check) {
        if (check == null) {
            return "is not checked, and is always used";
        }
        return "is checked every " + InWords.of(check.interval()) + ", " + probe(check.probe()) + place(check.place())
                + ": after " + InWords.counted(check.fall(), "failure") + " in a row it gets nothing new, after "
                + check.rise() + (check.rise() == 1 ? " success" : " successes") + " it is back"
                + (check.timeout().equals(check.interval()) ? "" : "; a check may take " + InWords.of(check.timeout()))
                + (check.observation() == null ? "" : "; what clients meet counts, too");
    }

    private static String probe(CheckSettings.Probe probe) {
        return switch (probe) {
            case CheckSettings.Connect _ -> "by opening a TCP connection";
            case CheckSettings.Script script ->
                "by a conversation of " + InWords.counted(script.steps().size(), "step");
            case CheckSettings.Http http ->
                "by " + http.request().method() + " "
                        + SecretWords.text(http.request().target()) + expectation(http.expected());
            case CheckSettings.TlsHello _ -> "by beginning TLS";
            case CheckSettings.Redis _ -> "by a PING of Redis";
            case CheckSettings.Mysql _ -> "by a greeting of MySQL";
            case CheckSettings.Postgres _ -> "by a start of PostgreSQL";
            case CheckSettings.Smtp _ -> "by a greeting of SMTP";
            case CheckSettings.Agent _ -> "by asking its agent";
            case CheckSettings.Ldap _ -> "by an anonymous bind of LDAP";
            case CheckSettings.Dns dns -> "by asking DNS for " + dns.name();
            case CheckSettings.Datagram datagram ->
                datagram.expect() == null ? "by a datagram" : "by a datagram and its answer";
        };
    }

    private static String expectation(List<HttpExpectation> expected) {
        if (expected.size() == 1
                && expected.getFirst() instanceof HttpExpectation.Status(var ranges, boolean negated)
                && !negated) {
            return ", answered with "
                    + InWords.joined(
                            ranges.stream()
                                    .map(range -> range.lowest() == range.highest()
                                            ? String.valueOf(range.lowest())
                                            : range.lowest() + " to " + range.highest())
                                    .toList(),
                            "or");
        }
        return ", answered as expected";
    }

    private static String place(CheckSettings.Place place) {
        InetAddress address = place.address();
        String where = address == null ? "" : " at " + AddressText.of(address);
        String port = place.port() == CheckSettings.PORT_OF_SERVER ? "" : " at port " + place.port();
        return where + port + (place.tls() == null ? "" : " over TLS");
    }
}

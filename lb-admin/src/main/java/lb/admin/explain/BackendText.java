package lb.admin.explain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Balance;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.HashKey;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.StickySettings;
import lb.proxy.settings.UseServer;

/** A backend: its servers, how one is chosen, how they are checked, how long is waited. */
final class BackendText {
    private BackendText() {}

    static Paragraph of(BackendSettings backend) {
        List<ServerSettings> servers = backend.servers();
        Paragraph text = new Paragraph("Backend " + InWords.quoted(backend.name()) + " has "
                + (servers.isEmpty() ? "no server." : InWords.counted(servers.size(), "server") + ":"));
        Set<String> checks = new HashSet<>();
        servers.forEach(server -> checks.add(health(server)));
        boolean alike = checks.size() == 1;
        for (ServerSettings server : servers) {
            text.add("- " + server(server) + (alike ? "" : "; it " + health(server)));
        }
        RuleText.lists(backend.rules()).forEach(text::list);
        if (servers.size() > 1) {
            choice(backend, text);
        }
        if (alike) {
            text.add((servers.size() == 1 ? "It " : "Each ") + checks.iterator().next() + ".");
        }
        RuleText.edits(backend.messages()).forEach(text::add);
        text.add(timeouts(backend));
        retries(backend, text);
        return text;
    }

    private static String server(ServerSettings server) {
        List<String> more = new ArrayList<>();
        if (server.share().backup()) {
            more.add("only while no other can be used");
        }
        if (server.share().weight() != 1) {
            more.add("weight " + server.share().weight());
        }
        if (server.share().maxConnections() > 0) {
            more.add("at most " + server.share().maxConnections() + " at a time");
        }
        if (server.life().disabled()) {
            more.add("in maintenance at first");
        }
        ConnectTls tls = server.connect().tls();
        if (tls != null) {
            more.add(EncryptionText.server(tls));
        }
        if (server.connect().sendProxy() != null) {
            more.add("told who the client is by a PROXY header");
        }
        return server.name() + " at " + InWords.of(server.address())
                + (more.isEmpty() ? "" : " (" + InWords.joined(more) + ")");
    }

    private static String health(ServerSettings server) {
        if (server.life().track() != null) {
            return "is up or down with " + server.life().track();
        }
        return CheckText.of(server.check()) + (server.agent() == null ? "" : "; its agent is asked, too");
    }

    private static void choice(BackendSettings backend, Paragraph text) {
        for (UseServer rule : backend.useServers()) {
            text.add((ConditionText.isAlways(rule.condition()) ? "Always" : "If " + ConditionText.of(rule.condition()))
                    + ": server " + rule.server() + ", while it can be used.");
        }
        String what = backend.mode() == Mode.HTTP ? "request" : backend.mode() == Mode.TCP ? "connection" : "session";
        text.add("Each " + what + " goes to " + balance(backend.balancing().algorithm()) + " ("
                + backend.balancing().algorithm().word() + ").");
        StickySettings sticky = backend.balancing().sticky();
        if (sticky != null) {
            text.add("A client comes back to its server, by its address, for " + InWords.of(sticky.expire()) + ".");
        }
        CookieSettings cookie = backend.http().cookie();
        if (cookie != null) {
            text.add("A client comes back to its server by the cookie " + cookie.name() + ".");
        }
        if (backend.balancing().outliers() != null) {
            text.add("A server that answers badly is left out for a while.");
        }
    }

    private static String balance(Balance balance) {
        return switch (balance) {
            case Balance.RoundRobin _, Balance.StaticRoundRobin _ -> "the next server in turn";
            case Balance.LeastConnections _ -> "the server that has the fewest for its weight";
            case Balance.First _ -> "the first server that has room";
            case Balance.Random(int draws) -> "the one with the fewest of " + draws + " servers drawn by chance";
            case Balance.PeakEwma _ -> "the quicker of two servers drawn by chance";
            case Balance.Hash(HashKey key, var _) -> "the server that " + key(key) + " leads to";
        };
    }

    private static String key(HashKey key) {
        return switch (key) {
            case HashKey.Source _ -> "the client's address";
            case HashKey.Uri _ -> "the URI";
            case HashKey.UrlParameter(String name) -> "the parameter " + name;
            case HashKey.Header(String name) -> "the header " + name;
            case HashKey.Cookie(String name) -> "the cookie " + name;
            case HashKey.RdpCookie(String name) -> "the RDP cookie " + name;
        };
    }

    private static String timeouts(BackendSettings backend) {
        List<String> parts = new ArrayList<>();
        if (!backend.timeouts().connect().isZero() && backend.mode() != Mode.UDP) {
            parts.add("A connection to a server may take "
                    + InWords.of(backend.timeouts().connect()));
        }
        if (!backend.timeouts().server().isZero()) {
            parts.add((parts.isEmpty() ? "A" : "a") + " server may be silent for "
                    + InWords.of(backend.timeouts().server()));
        }
        boolean limited =
                backend.servers().stream().anyMatch(server -> server.share().maxConnections() > 0);
        if (limited && !backend.timeouts().queue().isZero()) {
            parts.add((parts.isEmpty() ? "W" : "w") + "ho waits for a server with room does so for "
                    + InWords.of(backend.timeouts().queue()));
        }
        return parts.isEmpty() ? "" : String.join("; ", parts) + ".";
    }

    private static void retries(BackendSettings backend, Paragraph text) {
        int retries = backend.retrying().retries();
        if (backend.mode() == Mode.UDP) {
            return;
        }
        text.add(
                retries == 0
                        ? "Where a server cannot be connected to, nothing more is tried."
                        : "Where a server cannot be connected to, it is tried " + InWords.counted(retries, "time")
                                + " more, "
                                + (backend.retrying().mayRedispatch()
                                                && backend.servers().size() > 1
                                        ? "at another server."
                                        : "at the same server."));
    }
}

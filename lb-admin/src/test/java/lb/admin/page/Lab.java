package lb.admin.page;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import lb.admin.config.StatsLook;
import lb.admin.nodes.NodeReport;
import lb.admin.nodes.NodeReport.VirtualIp;
import lb.admin.nodes.OtherNode;
import lb.admin.stats.StatsCsv;
import lb.admin.stats.StatsCsvReader;
import lb.admin.stats.StatsFilter;
import lb.ha.VirtualRouterStatus;
import lb.ha.cloud.MoverPhase;
import lb.ha.cloud.MoverStatus;
import lb.ha.lifeline.LifelineState;
import lb.ha.lifeline.PeerStatus;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerState;
import lb.proxy.listen.OpenSessions.Seen;
import lb.proxy.listen.OpenSessions.Session;
import lb.proxy.settings.Mode;
import lb.proxy.stats.Column;
import lb.proxy.stats.Quantiles;
import lb.proxy.stats.StatsRow;
import lb.proxy.tls.CertificateFacts;

/** What a page shows in tests: of everything something. */
final class Lab {
    private Lab() {}

    /**
     * All of it, as a user sees it who can change servers.
     *
     * @param result of an action before; null for none
     * @param calm without clouds and nodes in trouble
     */
    static String html(ActionResult result, boolean calm) {
        NodeFacts node = new NodeFacts("ha1", "0.1.0", 1440, Instant.now().minus(Duration.ofHours(76)));
        List<StatsRow> rows = Rows.lab();
        rows.forEach(row -> row.took(phase -> new Quantiles(1_000, 1_520, 4_870, 31_200)));
        Trends trends = new Trends(() -> rows);
        fiveMinutes(rows, trends);
        List<VirtualRouterStatus> routers = Routers.lab(Instant.now());
        PeerStatus alive = new PeerStatus(
                "ha2",
                InetAddress.ofLiteral("192.168.56.22"),
                LifelineState.ALIVE,
                Instant.now().minus(Duration.ofHours(70)),
                "connected",
                412_000,
                1);
        PageSources sources = new PageSources(
                node,
                () -> rows,
                () -> routers,
                calm ? List::of : Lab::clouds,
                () -> calm ? List.of(alive) : lifelines(node),
                () -> List.of(new OtherNode(
                        "ha2",
                        told(node.version(), Rows.lab(), "web"),
                        Duration.ofSeconds(12),
                        calm ? "" : "It is late.")),
                trends,
                CHANGES,
                Lab::certificates);
        Controls controls = new Controls("/stats", "token");
        return new StatsHtml(
                        "/stats",
                        StatsLook.STANDARD,
                        sources,
                        controls,
                        Instant.now().atZone(ZoneOffset.UTC))
                .page(new StatsQuery.Page(StatsFilter.ALL, 0, result, ""), rows)
                .body();
    }

    /** What clients have open, after one was ended. */
    static String sessions() {
        List<Session> open = IntStream.range(0, 12)
                .mapToObj(i -> new Session(
                        "%08x".formatted(i),
                        Mode.HTTP,
                        new InetSocketAddress(InetAddress.ofLiteral("192.168.56." + (100 + i)), 40_000 + i),
                        "web",
                        "web-servers",
                        "web" + (1 + i % 3),
                        Instant.now().minusSeconds(7L * i * i),
                        81_234L * i))
                .toList();
        StatsQuery.Sessions query = new StatsQuery.Sessions(StatsFilter.ALL, 0, ActionResult.DONE, ";sessions");
        return new SessionsPage("/stats", StatsLook.STANDARD, new Controls("/stats;sessions", "token"))
                .page(query, new Seen(open, true), Instant.now())
                .body();
    }

    /** One for each colour, not in the order of their ends. */
    static List<CertificateFacts> certificates() {
        return List.of(
                certificate("www.example.com", 80),
                certificate("shop.example.com", 20),
                certificate("<b>.example.com", 5),
                certificate("old.example.com", -3));
    }

    private static CertificateFacts certificate(String name, int days) {
        Instant end = Instant.now().plus(Duration.ofDays(days)).plusSeconds(60);
        return new CertificateFacts(
                Path.of("/etc/lb/certs/" + name + ".pem"),
                "CN=" + name,
                "CN=R10,O=Let's Encrypt,C=US",
                List.of(name, "also." + name),
                "EC secp256r1",
                end.minus(Duration.ofDays(90)),
                end,
                "1f",
                name,
                null);
    }

    /** Traffic that comes in waves, with an error now and then. */
    private static void fiveMinutes(List<StatsRow> rows, Trends trends) {
        Random random = new Random(11);
        long errors = 0;
        for (int i = 0; i <= Trend.POINTS; i++) {
            long sessions = Math.round(160 + 60 * Math.sin(i / 9.0) + 25 * random.nextGaussian());
            errors += random.nextInt(9) == 0 ? 4 : 0;
            for (StatsRow row : rows) {
                row.put(Column.STOT, row.number(Column.STOT) + sessions).put(Column.ECON, errors);
                row.put(Column.REQ_TOT, row.number(Column.REQ_TOT) + sessions);
                row.put(Column.RTIME, 9 + random.nextInt(6)).put(Column.CTIME, random.nextInt(3));
            }
            trends.sample(rows, TimeUnit.SECONDS.toNanos(5L * i));
        }
    }

    static PageSources sources(NodeFacts node, List<StatsRow> rows, List<VirtualRouterStatus> routers) {
        rows.forEach(row -> row.took(phase -> new Quantiles(1_000, 1_520, 4_870, 31_200)));
        return new PageSources(
                node,
                () -> rows,
                () -> routers,
                Lab::clouds,
                () -> lifelines(node),
                () -> others(node, rows),
                trends(rows),
                CHANGES,
                Lab::certificates);
    }

    /** One that tells, with the words of this node in every text, and one that does not. */
    private static List<OtherNode> others(NodeFacts node, List<StatsRow> rows) {
        return List.of(
                new OtherNode(node.name(), told(node.version(), rows, node.name()), Duration.ZERO, ""),
                new OtherNode("third", null, Duration.ZERO, "There is no connection with it: " + node.version()));
    }

    private static NodeReport told(String version, List<StatsRow> rows, String word) {
        Instant now = Instant.now();
        return new NodeReport(
                version,
                Duration.ofHours(70),
                false,
                now,
                StatsCsvReader.rows(StatsCsv.of(rows)),
                List.of(
                        new VirtualIp(word, "192.168.56.69, " + word, "BACKUP", now.minusSeconds(75), word, 100, ""),
                        new VirtualIp("redis", "192.168.56.71", word, now.minusSeconds(75), "", 50, "why: " + word)));
    }

    private static List<MoverStatus> clouds() {
        return List.of(
                new MoverStatus(
                        "web",
                        "aws elastic-ip eipalloc-0",
                        MoverPhase.FAILED,
                        "<script> not allowed",
                        Instant.now().minusSeconds(95),
                        null,
                        null,
                        7,
                        2,
                        1),
                new MoverStatus(
                        "web",
                        "aws private-ip 192.168.56.69",
                        MoverPhase.MOVED,
                        "",
                        Instant.now().minusSeconds(95),
                        Instant.now().minusSeconds(95),
                        Duration.ofMillis(1250),
                        1,
                        1,
                        0));
    }

    private static final HealthChanges CHANGES = changes();

    private static HealthChanges changes() {
        HealthChanges changes = new HealthChanges();
        ServerState up = new ServerState(ServerState.Admin.READY, ServerState.Operation.UP);
        ServerState down = new ServerState(ServerState.Admin.READY, ServerState.Operation.DOWN);
        changes.add(changed(down, up, ""));
        changes.add(changed(up, down, "Layer4 connection problem <b>"));
        return changes;
    }

    private static ServerEvent changed(ServerState from, ServerState to, String reason) {
        return new ServerEvent("web-servers", "web3", false, from, to, reason, "", 1, 1, false, 0, 0, 0);
    }

    /** Of twenty seconds, in which the first frontend had a hundred sessions at once. */
    private static Trends trends(List<StatsRow> rows) {
        Trends trends = new Trends(() -> rows);
        trends.sample(rows, 0);
        trends.sample(rows, TimeUnit.SECONDS.toNanos(5));
        List<StatsRow> more = rows.stream()
                .map(row ->
                        row.number(Column.STOT) == 0 ? row : row.copy().put(Column.STOT, row.number(Column.STOT) + 100))
                .map(row -> row.type() == StatsRow.Type.FRONTEND
                        ? row.put(Column.REQ_TOT, row.number(Column.REQ_TOT) + 100)
                        : row)
                .toList();
        trends.sample(more, TimeUnit.SECONDS.toNanos(10));
        trends.sample(more, TimeUnit.SECONDS.toNanos(15));
        return trends;
    }

    /** Two of them, with the words of the node in every text. */
    private static List<PeerStatus> lifelines(NodeFacts node) {
        InetAddress address = InetAddress.ofLiteral("10.77.0.2");
        Instant since = Instant.now().minusSeconds(70);
        return List.of(
                new PeerStatus(node.name(), address, LifelineState.PAUSED, since, node.version(), 1_234_567, 2),
                new PeerStatus("third", address, LifelineState.UNKNOWN, since, "not connected yet", -1, 1));
    }
}

package lb.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.metrics.data.MetricData;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lb.admin.log.LogSinks;
import lb.admin.page.NodeFacts;
import lb.ha.Transitions;
import lb.ha.Transitions.Change;
import lb.ha.VirtualRouterStatus;
import lb.ha.VrrpTimers;
import lb.ha.cloud.MoverPhase;
import lb.ha.cloud.MoverStatus;
import lb.ha.lifeline.LifelineState;
import lb.ha.lifeline.PeerStatus;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.vrrp.VrrpState;
import lb.proxy.health.EjectionFigures;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerState;
import lb.proxy.http1.RefusedMessages;
import lb.proxy.limit.Limit;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.loop.LoopFigures;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;
import lb.proxy.resolve.NameFigures;
import lb.proxy.stats.Column;
import lb.proxy.stats.Distribution;
import lb.proxy.stats.PhaseTimes.Phase;
import lb.proxy.stats.StatsRow;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.upstream.BackendTimes;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final List<NameFigures> NAMES =
            List.of(new NameFigures("web", "app.example:80", 5, Map.of("nx", 2L)));
    private static final List<PeerStatus> LIFELINES = List.of(
            new PeerStatus(
                    "ha2",
                    InetAddress.ofLiteral("10.77.0.2"),
                    LifelineState.ALIVE,
                    Instant.ofEpochSecond(1_795_000_000),
                    "connected",
                    250_000,
                    3),
            new PeerStatus(
                    "ha3",
                    InetAddress.ofLiteral("10.77.0.3"),
                    LifelineState.UNKNOWN,
                    Instant.EPOCH,
                    "not connected yet",
                    -1,
                    0));

    private static final List<EjectionFigures> EJECTIONS =
            List.of(new EjectionFigures("web", "a", true, 3), new EjectionFigures("web", "b", false, 0));
    private static final List<BackendTimes> TIMES = List.of(
            new BackendTimes(
                    "web",
                    Phase.RESPONSE,
                    new Distribution(
                            Stream.concat(
                                            Stream.of(2L, 3L),
                                            Stream.generate(() -> 0L).limit(18))
                                    .toList(),
                            2_500_000)),
            new BackendTimes("web", Phase.QUEUE, new Distribution(Collections.nCopies(20, 0L), 0)));
    private static final ServerChanges CHANGES = new ServerChanges();
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_:][a-zA-Z0-9_:]*)(\\{(?:[a-z_]+=\"(?:[^\"\\\\\n]|\\\\.)*\",?)*})? (\\S+)");
    /** The same file twice, as while one bind has taken a new one and another has not. */
    private static final List<CertificateFacts> CERTIFICATES =
            List.of(certificate("2027-01-01T00:00:00Z"), certificate("2026-12-01T00:00:00Z"));

    private static CertificateFacts certificate(String end) {
        Instant until = Instant.parse(end);
        return new CertificateFacts(
                Path.of("/certs/a.pem"),
                "CN=a",
                "CN=r",
                List.of("a", "b"),
                "RSA 2048",
                Instant.EPOCH,
                until,
                "1",
                end,
                null);
    }

    private static final List<LoopFigures> LOOPS = List.of(new LoopFigures(
            1,
            "lb-loop-1-2",
            10,
            20,
            3,
            4,
            0,
            5_000_000_000L,
            30_000_000L,
            new Distribution(Collections.nCopies(Distribution.BOUNDS_MICROS.size() + 1, 1L), 7_000_000_000L)));

    private static final StatsRow FRONTEND = new StatsRow(StatsRow.Type.FRONTEND)
            .put(Column.PXNAME, "fe")
            .put(Column.SVNAME, "FRONTEND")
            .put(Column.STATUS, "OPEN")
            .put(Column.REQ_TOT, 7)
            .put(Column.HRSP_2XX, 6)
            .put(Column.HRSP_OTHER, 1);
    private static final StatsRow SERVER = new StatsRow(StatsRow.Type.SERVER)
            .put(Column.PXNAME, "web")
            .put(Column.SVNAME, "we\"b\n1")
            .put(Column.STATUS, "DOWN 1/2")
            .put(Column.CHECK_STATUS, "* L7OK")
            .put(Column.CHECK_DURATION, 3)
            .put(Column.BIN, 1L << 40)
            .put(Column.SCUR, 4)
            .put(Column.ACT, 1)
            .put(Column.DOWNTIME, 12)
            .put(Column.QTIME, 1500);

    private static final List<MoverStatus> CLOUDS = List.of(
            new MoverStatus(
                    "web",
                    "aws elastic-ip eipalloc-0",
                    MoverPhase.FAILED,
                    "not allowed",
                    Instant.ofEpochSecond(1_795_000_100),
                    Instant.ofEpochSecond(1_795_000_000),
                    Duration.ofMillis(1250),
                    7,
                    2,
                    1),
            new MoverStatus("web", "webhook dns", MoverPhase.IDLE, "", Instant.ofEpochSecond(1), null, null, 0, 0, 0));
    private static final List<ReachedLimit> LIMITS = List.of(
            new ReachedLimit(Limit.FRONTEND_CONNECTIONS, "fe", "10"), new ReachedLimit(Limit.DESCRIPTORS, "", "1024"));

    private static final List<RefusedMessages> REFUSED =
            List.of(new RefusedMessages("request", "space_before_colon", 3));

    /** One, of which all there is is known. */
    static final List<VirtualRouterStatus> ROUTERS = List.of(new VirtualRouterStatus(
            "web",
            "eth1",
            101,
            3,
            List.of(InetAddress.ofLiteral("10.77.0.69")),
            List.of(),
            Holding.DEFAULT,
            VrrpState.MASTER,
            Instant.ofEpochSecond(1_795_000_000),
            "why",
            false,
            101,
            51,
            false,
            "reason",
            0,
            null,
            -1,
            2,
            5,
            100,
            7,
            Map.of("wrong TTL", 3L),
            null,
            true,
            new VrrpTimers(Duration.ofSeconds(1), Duration.ofMillis(3_610), null),
            List.of(),
            new Transitions(
                    List.of(), Map.of(new Change(VrrpState.BACKUP, VrrpState.MASTER), 2L), Duration.ofMillis(3_612))));

    @Test
    void timesAreHistogramsByBackendAndPhaseWhereThereAreAny() throws Exception {
        assertThat(scrape(List.of(), List.of()))
                .containsEntry(
                        "lb_backend_duration_seconds_bucket{phase=\"response\",proxy=\"web\",le=\"2.56E-4\"}", "2")
                .containsEntry(
                        "lb_backend_duration_seconds_bucket{phase=\"response\",proxy=\"web\",le=\"5.12E-4\"}", "5")
                .containsEntry("lb_backend_duration_seconds_bucket{phase=\"response\",proxy=\"web\",le=\"+Inf\"}", "5")
                .containsEntry("lb_backend_duration_seconds_count{phase=\"response\",proxy=\"web\"}", "5")
                .containsEntry("lb_backend_duration_seconds_sum{phase=\"response\",proxy=\"web\"}", "0.0025")
                .doesNotContainKey("lb_backend_duration_seconds_count{phase=\"queue\",proxy=\"web\"}");
    }

    @Test
    void refusedMessagesAreCountedByReason() throws Exception {
        assertThat(scrape(List.of(), List.of()))
                .containsEntry("lb_http_refused_total{message=\"request\",reason=\"space_before_colon\"}", "3.0");
    }

    @Test
    void aCounterThatWasClearedDoesNotGoBack() throws Exception {
        StatsRow cleared = FRONTEND.copy()
                .put(Column.REQ_TOT, 1, 8)
                .put(Column.HRSP_2XX, 0, 6)
                .put(Column.HRSP_OTHER, 1, 2);
        assertThat(scrape(List.of(cleared), List.of()))
                .containsEntry("haproxy_frontend_http_requests_total{proxy=\"fe\"}", "8.0")
                .containsEntry("haproxy_frontend_http_responses_total{code=\"2xx\",proxy=\"fe\"}", "6.0")
                .containsEntry("haproxy_frontend_http_responses_total{code=\"other\",proxy=\"fe\"}", "2.0");
    }

    @Test
    void limitsThatWereReachedAreCounted() throws Exception {
        LIMITS.getFirst().reached();
        assertThat(scrape(List.of(), List.of()))
                .containsEntry("lb_limit_reached_total{limit=\"frontend_connections\",proxy=\"fe\"}", "1.0")
                .containsEntry("lb_limit_reached_total{limit=\"descriptors\",proxy=\"\"}", "0.0");
    }

    @Test
    void lookupsOfNamesAndChangesOfServersAreCounted() throws Exception {
        ServerState up = new ServerState(ServerState.Admin.READY, ServerState.Operation.UP);
        ServerState down = new ServerState(ServerState.Admin.READY, ServerState.Operation.DOWN);
        ServerState maintenance = new ServerState(ServerState.Admin.MAINT, ServerState.Operation.DOWN);
        CHANGES.count(event(up, down));
        CHANGES.count(event(down, up));
        CHANGES.count(event(up, down));
        CHANGES.count(event(down, maintenance));
        assertThat(scrape(List.of(), List.of()))
                .containsEntry("lb_dns_lookups_total{name=\"app.example:80\",proxy=\"web\",result=\"found\"}", "5.0")
                .containsEntry("lb_dns_lookups_total{name=\"app.example:80\",proxy=\"web\",result=\"nx\"}", "2.0")
                .containsEntry("lb_server_state_changes_total{proxy=\"web\",server=\"s\",state=\"DOWN\"}", "2.0")
                .containsEntry("lb_server_state_changes_total{proxy=\"web\",server=\"s\",state=\"UP\"}", "1.0")
                .containsEntry("lb_server_state_changes_total{proxy=\"web\",server=\"s\",state=\"MAINT\"}", "1.0");
    }

    @Test
    void outliersAreCountedAndShown() throws Exception {
        assertThat(scrape(List.of(), List.of()))
                .containsEntry("lb_server_ejections_total{proxy=\"web\",server=\"a\"}", "3.0")
                .containsEntry("lb_server_ejected{proxy=\"web\",server=\"a\"}", "1.0")
                .containsEntry("lb_server_ejections_total{proxy=\"web\",server=\"b\"}", "0.0")
                .containsEntry("lb_server_ejected{proxy=\"web\",server=\"b\"}", "0.0");
    }

    private static ServerEvent event(ServerState from, ServerState to) {
        return new ServerEvent("web", "s", false, from, to, "", "", 1, 0, false, 0, 0, 0);
    }

    @Test
    void theNamesAreThoseOfHaproxysExporter() throws Exception {
        Map<String, String> samples = scrape(List.of(FRONTEND, SERVER), List.of());
        String server = "{proxy=\"web\",server=\"we\\\"b\\n1\"";
        assertThat(samples)
                .containsEntry("haproxy_frontend_http_requests_total{proxy=\"fe\"}", "7.0")
                .containsEntry("haproxy_frontend_http_responses_total{code=\"2xx\",proxy=\"fe\"}", "6.0")
                .containsEntry("haproxy_frontend_http_responses_total{code=\"other\",proxy=\"fe\"}", "1.0")
                .containsEntry("haproxy_frontend_status{proxy=\"fe\",state=\"UP\"}", "1.0")
                .containsEntry("haproxy_frontend_status{proxy=\"fe\",state=\"DOWN\"}", "0.0")
                .containsEntry("haproxy_server_bytes_in_total" + server + "}", "1.099511627776E12")
                .containsEntry("haproxy_server_current_sessions" + server + "}", "4.0")
                .containsEntry("haproxy_server_downtime_seconds_total" + server + "}", "12.0")
                .containsEntry("haproxy_server_check_duration_seconds" + server + "}", "0.003")
                .containsEntry("haproxy_server_queue_time_average_seconds" + server + "}", "1.5")
                .containsEntry("haproxy_server_status" + server + ",state=\"DOWN\"}", "1.0")
                .containsEntry("haproxy_server_status" + server + ",state=\"UP\"}", "0.0")
                .containsEntry("haproxy_server_check_status" + server + ",state=\"L7OK\"}", "1.0")
                .containsEntry("haproxy_server_check_status" + server + ",state=\"L4CON\"}", "0.0")
                .containsKeys("haproxy_process_uptime_seconds", "jvm_threads_live_threads", "process_files_open_files");
    }

    @Test
    void whatDoesNotApplyIsLeftOut() throws Exception {
        Map<String, String> samples = scrape(List.of(FRONTEND, SERVER), List.of());
        assertThat(samples.keySet())
                .noneMatch(name -> name.startsWith("haproxy_server_active_servers"))
                .noneMatch(name -> name.startsWith("haproxy_server_sessions_total"))
                .noneMatch(name -> name.startsWith("haproxy_frontend_check"));
    }

    @Test
    void virtualRoutersTellTheirStatePriorityAndAdverts() throws Exception {
        assertThat(scrape(List.of(), ROUTERS))
                .containsEntry("lb_vrrp_state{state=\"MASTER\",virtual_router=\"web\"}", "1.0")
                .containsEntry("lb_vrrp_state{state=\"BACKUP\",virtual_router=\"web\"}", "0.0")
                .containsEntry("lb_vrrp_state_since_seconds{virtual_router=\"web\"}", "1.795E9")
                .containsEntry("lb_vrrp_effective_priority{virtual_router=\"web\"}", "51.0")
                .containsEntry("lb_vrrp_usable{virtual_router=\"web\"}", "0.0")
                .containsEntry("lb_vrrp_became_master_total{virtual_router=\"web\"}", "2.0")
                .containsEntry("lb_vrrp_duplicates_total{virtual_router=\"web\"}", "5.0")
                .containsEntry("lb_vrrp_transitions_total{from=\"BACKUP\",to=\"MASTER\",virtual_router=\"web\"}", "2.0")
                .containsEntry("lb_vrrp_last_failover_seconds{virtual_router=\"web\"}", "3.612")
                .containsEntry("lb_vrrp_adverts_rejected_total{reason=\"wrong TTL\",virtual_router=\"web\"}", "3.0");
    }

    @Test
    void whatCloudsMoveTellsItsStateAndItsTries() throws Exception {
        String mover = "{mover=\"aws elastic-ip eipalloc-0\",virtual_router=\"web\"}";
        assertThat(scrape(List.of(), List.of()))
                .containsEntry(
                        "lb_cloud_state{mover=\"aws elastic-ip eipalloc-0\",state=\"FAILED\",virtual_router=\"web\"}",
                        "1.0")
                .containsEntry(
                        "lb_cloud_state{mover=\"aws elastic-ip eipalloc-0\",state=\"MOVED\",virtual_router=\"web\"}",
                        "0.0")
                .containsEntry("lb_cloud_tries_total" + mover, "7.0")
                .containsEntry("lb_cloud_moves_total" + mover, "2.0")
                .containsEntry("lb_cloud_failures_total" + mover, "1.0")
                .containsEntry("lb_cloud_last_move_seconds" + mover, "1.795E9")
                .containsEntry("lb_cloud_last_move_took_seconds" + mover, "1.25")
                .doesNotContainKey("lb_cloud_last_move_seconds{mover=\"webhook dns\",virtual_router=\"web\"}");
    }

    @Test
    void lifelinesTellWhatIsKnownOfTheOtherNodes() throws Exception {
        assertThat(scrape(List.of(), List.of()))
                .containsEntry("lb_lifeline_state{peer=\"ha2\",state=\"ALIVE\"}", "1.0")
                .containsEntry("lb_lifeline_state{peer=\"ha2\",state=\"DEAD\"}", "0.0")
                .containsEntry("lb_lifeline_state_since_seconds{peer=\"ha2\"}", "1.795E9")
                .containsEntry("lb_lifeline_round_trip_seconds{peer=\"ha2\"}", "2.5E-4")
                .containsEntry("lb_lifeline_connections_total{peer=\"ha2\"}", "3.0")
                .containsEntry("lb_lifeline_state{peer=\"ha3\",state=\"UNKNOWN\"}", "1.0")
                .doesNotContainKey("lb_lifeline_round_trip_seconds{peer=\"ha3\"}");
    }

    @Test
    void eventLoopsTellHowLateTheyAreAndWhatTheirBuffersTake() throws Exception {
        assertThat(scrape(List.of(), List.of()))
                .containsEntry("lb_loop_turns_total{loop=\"1\"}", "10.0")
                .containsEntry("lb_loop_events_total{loop=\"1\"}", "20.0")
                .containsEntry("lb_loop_channels{loop=\"1\"}", "3.0")
                .containsEntry("lb_loop_processor_seconds_total{loop=\"1\"}", "5.0")
                .containsEntry("lb_loop_lag_max_seconds{loop=\"1\"}", "0.03")
                .containsEntry("lb_loop_lag_seconds_sum{loop=\"1\"}", "7.0")
                .containsEntry("lb_loop_lag_seconds_count{loop=\"1\"}", "20")
                .containsKeys("lb_buffer_pool_bytes{pool=\"direct\"}", "lb_buffer_pool_used_bytes{pool=\"heap\"}")
                .containsKeys("jvm_buffer_memory_used_bytes{id=\"direct\"}");
    }

    @Test
    void theEndOfEachCertificateIsThere() throws Exception {
        try (LogSinks log = LogSinks.open(List.of(), "ha1", 1);
                MetricsPage page = new MetricsPage(
                        node(),
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        () -> CERTIFICATES,
                        new ServerChanges(),
                        log)) {
            assertThat(samples(page))
                    .containsEntry(
                            "lb_tls_certificate_expiry_seconds{file=\"/certs/a.pem\",names=\"a, b\"}", "1.7960832E9");
        }
    }

    @Test
    void allFiguresArePushedToo() throws Exception {
        try (LogSinks log = LogSinks.open(List.of(), "ha1", 1);
                MetricsPage page = new MetricsPage(
                        node(),
                        () -> List.of(FRONTEND, SERVER),
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        () -> TIMES,
                        () -> LOOPS,
                        () -> CERTIFICATES,
                        new ServerChanges(),
                        log)) {
            MetricSnapshots figures = page.now();
            assertThat(new OtlpFigures(node())
                            .of(figures, Instant.now()).stream()
                                    .map(MetricData::getName)
                                    .map(name -> name.replaceAll("^(jvm_gc_pause_seconds)_(count|sum)$", "$1")))
                    .containsAll(figures.stream()
                            .map(figure -> figure.getMetadata().getName())
                            .toList())
                    .contains("jvm_memory_used_bytes", "lb_loop_lag_seconds", "haproxy_server_bytes_in");
        }
    }

    @Test
    void rowsThatComeAndGoDoSoInTheMetrics() throws Exception {
        List<List<StatsRow>> now = new ArrayList<>(List.of(List.of(FRONTEND)));
        try (LogSinks log = LogSinks.open(List.of(), "ha1", 1);
                MetricsPage page = new MetricsPage(
                        node(),
                        now::getLast,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        List::of,
                        () -> CERTIFICATES,
                        new ServerChanges(),
                        log)) {
            assertThat(samples(page)).containsKey("haproxy_frontend_http_requests_total{proxy=\"fe\"}");
            now.add(List.of(SERVER));
            assertThat(samples(page).keySet())
                    .noneMatch(name -> name.startsWith("haproxy_frontend"))
                    .anyMatch(name -> name.startsWith("haproxy_server_bytes_in_total"));
        }
    }

    static Map<String, String> scrape(List<StatsRow> rows, List<VirtualRouterStatus> routers) throws Exception {
        try (LogSinks log = LogSinks.open(List.of(), "ha1", 1);
                MetricsPage page = new MetricsPage(
                        node(),
                        () -> rows,
                        () -> routers,
                        () -> CLOUDS,
                        () -> LIFELINES,
                        () -> LIMITS,
                        () -> REFUSED,
                        () -> NAMES,
                        () -> EJECTIONS,
                        () -> TIMES,
                        () -> LOOPS,
                        () -> CERTIFICATES,
                        CHANGES,
                        log)) {
            return samples(page);
        }
    }

    /** Every line parsed by the grammar of Prometheus' text format: name with labels to value. */
    private static Map<String, String> samples(MetricsPage page) {
        LocalResponse response =
                page.answer(new LocalRequest("GET", "/metrics", List.of(), new InetSocketAddress("127.0.0.1", 1)));
        assertThat(response.fields())
                .contains(new LocalRequest.Field("Content-Type", "text/plain; version=0.0.4; charset=utf-8"));
        Map<String, String> samples = new LinkedHashMap<>();
        for (String line : response.body().split("\n")) {
            if (!line.startsWith("# HELP ") && !line.startsWith("# TYPE ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                String name = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
                assertThat(samples.put(name, sample.group(3)))
                        .as("twice: " + line)
                        .isNull();
            }
        }
        return samples;
    }

    private static NodeFacts node() {
        return new NodeFacts("ha1", "0.1.0", 1, Instant.now());
    }
}

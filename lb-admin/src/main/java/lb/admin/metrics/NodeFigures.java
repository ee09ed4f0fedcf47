package lb.admin.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lb.admin.log.LogSinks;
import lb.admin.page.NodeFacts;
import lb.admin.tracing.SpanSink;
import lb.ha.Transitions;
import lb.ha.VirtualRouterStatus;
import lb.ha.lifeline.LifelineState;
import lb.ha.lifeline.PeerStatus;
import lb.ha.vrrp.VrrpState;
import lb.proxy.health.EjectionFigures;
import lb.proxy.http1.RefusedMessages;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.resolve.NameFigures;

/** The node itself, its virtual routers and its log as metrics. */
final class NodeFigures {
    private static final List<String> VRRP_STATES =
            Stream.of(VrrpState.values()).map(VrrpState::name).toList();

    private static final List<String> LIFELINE_STATES =
            Stream.of(LifelineState.values()).map(LifelineState::name).toList();

    private static final String LOOKUPS = "lb_dns_lookups";
    private static final String LOOKUPS_HELP = "Lookups of servers' names, by result.";

    private NodeFigures() {}

    static void process(NodeFacts node, Instant now, Families to) {
        double started = node.startedAt().toEpochMilli() / 1e3;
        double uptime = Duration.between(node.startedAt(), now).toMillis() / 1e3;
        to.gauge("haproxy_process_start_time_seconds", "Start of the process, Unix time.", Labels.EMPTY, started);
        to.gauge("haproxy_process_uptime_seconds", "How long the process has served.", Labels.EMPTY, uptime);
        Labels build = Labels.of("node", node.name(), "version", node.version());
        to.gauge("lb_node", "Always 1; its labels tell what runs here.", build, 1);
    }

    static void virtualRouters(List<VirtualRouterStatus> routers, Families to) {
        for (VirtualRouterStatus router : routers) {
            Labels labels = Labels.of("virtual_router", router.name());
            to.state(
                    "lb_vrrp_state",
                    "1 for the state that it is in.",
                    labels,
                    VRRP_STATES,
                    router.state().name());
            double since = router.since().toEpochMilli() / 1e3;
            to.gauge("lb_vrrp_state_since_seconds", "Last change of state, Unix time.", labels, since);
            to.gauge("lb_vrrp_priority", "Configured priority.", labels, router.configuredPriority());
            to.gauge("lb_vrrp_effective_priority", "Advertised priority.", labels, router.effectivePriority());
            to.gauge("lb_vrrp_usable", "Whether this node can serve, 1 or 0.", labels, router.usable() ? 1 : 0);
            to.counter("lb_vrrp_became_master", "Times it became MASTER.", labels, router.becameMaster());
            to.counter(
                    "lb_vrrp_duplicates",
                    "Times that a stranger said to have one of its addresses.",
                    labels,
                    router.duplicates());
            transitions(router.transitions(), labels, to);
            to.counter("lb_vrrp_adverts_sent", "Adverts sent.", labels, router.advertsSent());
            to.counter("lb_vrrp_adverts_received", "Valid adverts received.", labels, router.advertsReceived());
            for (Map.Entry<String, Long> rejected : router.advertsRejected().entrySet()) {
                Labels reason = labels.add("reason", rejected.getKey());
                to.counter("lb_vrrp_adverts_rejected", "Adverts received and rejected.", reason, rejected.getValue());
            }
        }
    }

    private static void transitions(Transitions transitions, Labels labels, Families to) {
        transitions
                .counts()
                .forEach((change, times) -> to.counter(
                        "lb_vrrp_transitions",
                        "Changes of state.",
                        labels.add("from", change.from().name())
                                .add("to", change.to().name()),
                        times));
        Duration failover = transitions.lastFailover();
        if (failover != null) {
            double seconds = failover.toNanos() / 1e9;
            to.gauge(
                    "lb_vrrp_last_failover_seconds",
                    "For how long nobody owned the addresses before this node took them, the last time.",
                    labels,
                    seconds);
        }
    }

    static void lifelines(List<PeerStatus> peers, Families to) {
        for (PeerStatus peer : peers) {
            Labels labels = Labels.of("peer", peer.node());
            to.state(
                    "lb_lifeline_state",
                    "1 for what is known of the node.",
                    labels,
                    LIFELINE_STATES,
                    peer.state().name());
            double since = peer.since().toEpochMilli() / 1e3;
            to.gauge("lb_lifeline_state_since_seconds", "Last change of it, Unix time.", labels, since);
            if (peer.roundTripNanos() >= 0) {
                double seconds = peer.roundTripNanos() / 1e9;
                to.gauge("lb_lifeline_round_trip_seconds", "Of the last hello that was answered.", labels, seconds);
            }
            to.counter("lb_lifeline_connections", "Connections that came about.", labels, peer.connections());
        }
    }

    static void limits(List<ReachedLimit> limits, Families to) {
        for (ReachedLimit limit : limits) {
            Labels labels = Labels.of("limit", limit.limit().metricName(), "proxy", limit.proxy());
            to.counter("lb_limit_reached", "Times that a limit was reached.", labels, limit.times());
        }
    }

    static void refused(List<RefusedMessages> refused, Families to) {
        for (RefusedMessages messages : refused) {
            Labels labels = Labels.of("message", messages.kind(), "reason", messages.reason());
            to.counter(
                    "lb_http_refused",
                    "HTTP messages refused, and streams and connections of HTTP/2, by reason.",
                    labels,
                    messages.times());
        }
    }

    static void names(List<NameFigures> names, Families to) {
        for (NameFigures name : names) {
            Labels labels = Labels.of("proxy", name.backend(), "name", name.name());
            to.counter(LOOKUPS, LOOKUPS_HELP, labels.add("result", "found"), name.answered());
            name.failed()
                    .forEach((failure, times) ->
                            to.counter(LOOKUPS, LOOKUPS_HELP, labels.add("result", failure), times));
        }
    }

    static void ejections(List<EjectionFigures> servers, Families to) {
        for (EjectionFigures server : servers) {
            Labels labels = Labels.of("proxy", server.backend(), "server", server.server());
            to.counter("lb_server_ejections", "Times that a server was left out.", labels, server.times());
            to.gauge("lb_server_ejected", "Whether it is left out now, 1 or 0.", labels, server.ejected() ? 1 : 0);
        }
    }

    static void log(LogSinks log, Families to) {
        to.counter("lb_log_dropped", "Log lines that came too fast.", Labels.EMPTY, log.dropped());
        for (LogSinks.TargetFigures target : log.targets()) {
            Labels labels = Labels.of("target", target.target());
            to.counter("lb_log_sent", "Log lines handed to the target.", labels, target.sent());
            to.counter("lb_log_lost", "Log lines that the target did not take.", labels, target.lost());
        }
        SpanSink spans = log.spans();
        if (spans != null) {
            to.counter("lb_spans_sent", "Spans that the collector has taken.", Labels.EMPTY, spans.sent());
            to.counter("lb_spans_lost", "Spans that the collector did not take.", Labels.EMPTY, spans.lost());
            to.counter("lb_spans_dropped", "Spans that came too fast.", Labels.EMPTY, spans.dropped());
        }
    }
}

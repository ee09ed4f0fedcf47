package lb.admin.tracing;

import io.netty.util.NetUtil;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.Trace;
import org.jspecify.annotations.Nullable;

/** One ended exchange as a span of a server, with the attributes of OpenTelemetry's conventions for HTTP and some of ours. */
record ExchangeSpan(
        SpanContext context,
        SpanContext parent,
        String name,
        long startNanos,
        long endNanos,
        StatusData outcome,
        Attributes attributes,
        Resource resource)
        implements SpanData {
    /** The first status that is an error of the server. */
    private static final int LEAST_ERROR = 500;

    /** Those that OpenTelemetry's conventions know; of others a client could make as many names as it likes. */
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("lb");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
    private static final AttributeKey<Long> CLIENT_PORT = AttributeKey.longKey("client.port");
    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> UPSTREAM = AttributeKey.stringKey("network.peer.address");
    private static final AttributeKey<Long> UPSTREAM_PORT = AttributeKey.longKey("network.peer.port");
    private static final AttributeKey<String> LB_FRONTEND = AttributeKey.stringKey("lb.frontend");
    private static final AttributeKey<String> LB_BACKEND = AttributeKey.stringKey("lb.backend");
    private static final AttributeKey<String> LB_SERVER = AttributeKey.stringKey("lb.server");
    private static final AttributeKey<String> LB_TERMINATION = AttributeKey.stringKey("lb.termination");
    private static final AttributeKey<String> LB_UNIQUE_ID = AttributeKey.stringKey("lb.unique_id");
    private static final AttributeKey<Long> LB_RETRIES = AttributeKey.longKey("lb.retries");
    private static final AttributeKey<Long> LB_QUEUE = AttributeKey.longKey("lb.queue_ms");
    private static final AttributeKey<Long> LB_CONNECT = AttributeKey.longKey("lb.connect_ms");
    private static final AttributeKey<Long> LB_RESPONSE = AttributeKey.longKey("lb.response_ms");

    /** That of an exchange. */
    static ExchangeSpan of(EndedExchange end, Trace trace, Resource resource) {
        String id = TraceId.fromLongs(trace.idHigh(), trace.idLow());
        SpanContext context =
                SpanContext.create(id, SpanId.fromLong(trace.span()), TraceFlags.getSampled(), TraceState.getDefault());
        SpanContext parent = trace.parent() == 0
                ? SpanContext.getInvalid()
                : SpanContext.createFromRemoteParent(
                        id, SpanId.fromLong(trace.parent()), TraceFlags.getSampled(), TraceState.getDefault());
        long start = TimeUnit.MILLISECONDS.toNanos(end.startedAt());
        RequestTargetText target = RequestTargetText.of(end.requestLine());
        boolean failed = end.status() >= LEAST_ERROR || (end.isError() && end.status() < 0);
        return new ExchangeSpan(
                context,
                parent,
                METHODS.contains(target.method()) ? target.method() : "HTTP",
                start,
                start + TimeUnit.MILLISECONDS.toNanos(Math.max(0, end.totalMillis())),
                failed ? StatusData.error() : StatusData.unset(),
                attributes(end, target),
                resource);
    }

    private static Attributes attributes(EndedExchange end, RequestTargetText target) {
        AttributesBuilder all = Attributes.builder();
        if (!target.method().isEmpty()) {
            all.put(METHOD, METHODS.contains(target.method()) ? target.method() : "_OTHER")
                    .put(PATH, target.path());
        }
        if (!target.query().isEmpty()) {
            all.put(QUERY, target.query());
        }
        if (end.status() > 0) {
            all.put(STATUS, (long) end.status());
        }
        String termination = "" + end.endedBy().letter() + end.endedIn().letter();
        if (end.status() >= LEAST_ERROR) {
            all.put(ERROR, Integer.toString(end.status()));
        } else if (end.isError()) {
            all.put(ERROR, termination);
        }
        address(end.client(), CLIENT, CLIENT_PORT, all);
        address(end.local(), SERVER, SERVER_PORT, all);
        address(end.serverAddress(), UPSTREAM, UPSTREAM_PORT, all);
        all.put(LB_FRONTEND, end.frontend()).put(LB_BACKEND, end.backend()).put(LB_SERVER, end.server());
        all.put(LB_TERMINATION, termination);
        all.put(LB_RETRIES, (long) end.retries());
        CharSequence uniqueId = end.uniqueId();
        if (uniqueId != null) {
            all.put(LB_UNIQUE_ID, uniqueId.toString());
        }
        phase(end.queueMillis(), LB_QUEUE, all);
        phase(end.connectMillis(), LB_CONNECT, all);
        phase(end.responseMillis(), LB_RESPONSE, all);
        return all.build();
    }

    private static void phase(long millis, AttributeKey<Long> key, AttributesBuilder all) {
        if (millis >= 0) {
            all.put(key, millis);
        }
    }

    private static void address(
            @Nullable InetSocketAddress socket,
            AttributeKey<String> address,
            AttributeKey<Long> port,
            AttributesBuilder all) {
        if (socket != null && socket.getAddress() != null) {
            all.put(address, NetUtil.toAddressString(socket.getAddress())).put(port, (long) socket.getPort());
        }
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public SpanKind getKind() {
        return SpanKind.SERVER;
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public SpanContext getParentSpanContext() {
        return parent;
    }

    @Override
    public StatusData getStatus() {
        return outcome;
    }

    @Override
    public long getStartEpochNanos() {
        return startNanos;
    }

    @Override
    public long getEndEpochNanos() {
        return endNanos;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public List<LinkData> getLinks() {
        return List.of();
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public int getTotalRecordedLinks() {
        return 0;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return SCOPE;
    }

    @Override
    @SuppressWarnings("deprecation")
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create("lb", null);
    }

    @Override
    public Resource getResource() {
        return resource;
    }
}

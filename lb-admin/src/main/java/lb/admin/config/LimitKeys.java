package lb.admin.config;

import java.util.List;
import lb.proxy.settings.FrontendLimits;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.ProcessLimits;

/** Limits of the process and of frontends. */
final class LimitKeys {
    private static final int MOST_CONNECTIONS = 100_000_000;
    private static final int GREATEST_RATE = 1_000_000;

    static final Key<Integer> PROCESS_CONNECTIONS = Key.without(
            "max-connections",
            new Form.Whole(1, MOST_CONNECTIONS),
            "as many as file descriptors are enough for, two each",
            "The most connections of clients at a time, in all frontends together; further ones wait in the backlogs of the"
                    + " listeners. Those to a `stats.bind` come on top, 50 at most.",
            "maxconn");
    static final Key<Integer> PROCESS_SESSION_RATE = Key.without(
            "max-session-rate",
            new Form.Whole(1, GREATEST_RATE),
            "no limit",
            "The most new connections of clients in any second, in all frontends together; further ones wait in the backlogs.",
            "maxsessrate",
            "maxconnrate");
    static final Key<Long> BUFFERS = Key.without(
            "max-buffers",
            new Form.Memory(256 * 1024, 1L << 40),
            "no limit but the JVM's",
            "The most memory that the buffers of all connections hold together before no more connections are let in:"
                    + " further ones wait in the backlogs, while those that are there go on and may take 160KiB each beyond it."
                    + " 256KiB for each thread at least.",
            "tune.buffers.limit");
    static final Key<Integer> FRONTEND_CONNECTIONS = Key.without(
            "max-connections",
            new Form.Whole(1, MOST_CONNECTIONS),
            "that of the process",
            "The most connections of clients at a time; further ones wait in the backlogs of its listeners.",
            "maxconn");
    static final Key<Integer> FRONTEND_SESSION_RATE = Key.without(
            "max-session-rate",
            new Form.Whole(1, GREATEST_RATE),
            "no limit",
            "The most new connections in any second: so many may come at once, then they follow each other evenly; further"
                    + " ones wait in the backlogs.",
            "rate-limit sessions");

    static final Key<Integer> MAX_HEAD = Key.of(
            "max-head",
            new Form.Size(1024, 1024 * 1024),
            HeadLimits.STANDARD.bytes(),
            "The longest head of a request (more: 431, or 414 for its first line) or a response (more: 502).",
            "tune.bufsize");
    static final Key<Integer> MAX_FIELDS = Key.of(
            "max-fields",
            new Form.Whole(1, 32_767),
            HeadLimits.STANDARD.fields(),
            "The most fields in the head of a request (more: 431) or a response (more: 502).",
            "tune.http.maxhdr");
    static final Table HTTP_TABLE =
            new Table("http", "HTTP messages of all frontends and backends.", List.of(MAX_HEAD, MAX_FIELDS));
    static final Key<Object> HTTP = Key.without(
            "http",
            new Form.Part("{ … }", List.of(HTTP_TABLE), false, false),
            "as for each key",
            "HTTP messages of all frontends and backends.");

    private LimitKeys() {}

    static ProcessLimits process(Section top) {
        var http = top.sectionOrEmpty(HTTP, HTTP_TABLE);
        return new ProcessLimits(
                top.get(PROCESS_CONNECTIONS, 0),
                top.get(PROCESS_SESSION_RATE, 0),
                new HeadLimits(http.orStandard(MAX_HEAD), http.orStandard(MAX_FIELDS)),
                Http2Keys.read(top),
                top.get(BUFFERS, 0L));
    }

    static FrontendLimits frontend(Section section) {
        return new FrontendLimits(section.get(FRONTEND_CONNECTIONS, 0), section.get(FRONTEND_SESSION_RATE, 0));
    }
}

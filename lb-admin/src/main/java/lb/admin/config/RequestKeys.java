package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lb.admin.problem.Words;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.Monitor;
import lb.proxy.settings.UniqueId;
import org.jspecify.annotations.Nullable;

/** What requests are called, and which of them only ask whether a frontend serves. */
final class RequestKeys {
    static final Key<LogFormat.Template> FORMAT = Key.without(
            "format",
            new Form.IdFormat(),
            "needed",
            "Of what it is made, in the language of `log-format`: `\"%{+X}o %ci:%cp_%fi:%fp_%Ts_%rt:%pid\"`. Only"
                    + " variables that are known when a request has come, and none of its text.",
            "unique-id-format");
    static final Key<String> HEADER = Key.without(
            "header",
            HttpKeys.FIELD_NAME,
            "servers are not told",
            "The field by which servers are told of it, in place of what a client sends under that name.",
            "unique-id-header");
    static final Table UNIQUE_ID_TABLE =
            new Table("frontends.<name>.unique-id", "What each request is called.", List.of(FORMAT, HEADER));
    static final Key<Object> UNIQUE_ID = Key.without(
            "unique-id",
            new Form.Part("{ format = … }, or none", List.of(UNIQUE_ID_TABLE), false, false),
            "none",
            "An ID for each request (http only), in the log as `%ID`.",
            "unique-id-format",
            "unique-id-header");

    static final Key<String> URI = Key.without(
            "uri", Form.Text.path(), "needed", "Path and query that are asked for, exactly.", "monitor-uri");
    static final Key<Object> FAIL_WITHOUT = Key.without(
            "fail-without",
            new Form.Part("the name of a backend, or a list of them", List.of(), false, false),
            "no backend is needed",
            "Backends that have to serve: while one of them has no usable server, the answer is 503.",
            "monitor fail");
    static final Table MONITOR_TABLE = new Table(
            "frontends.<name>.monitor",
            "A path at which the frontend itself answers whether it serves: 200, or 503 while it stops. It leaves no"
                    + " line in the log.",
            List.of(URI, FAIL_WITHOUT));
    static final Key<Object> MONITOR = Key.without(
            "monitor",
            new Form.Part("{ uri = … }", List.of(MONITOR_TABLE), false, false),
            "nothing",
            "Where the frontend itself answers whether it serves (http only).",
            "monitor-uri",
            "monitor fail");

    /** Fields with a meaning of their own, which other keys have written. */
    private static final Set<String> WRITTEN_BY_LB =
            Set.of("forwarded", "traceparent", "tracestate", "via", "x-forwarded-for", "x-original-to");

    private RequestKeys() {}

    /** @param standard where nothing else is said */
    static @Nullable UniqueId uniqueId(Section owner, @Nullable UniqueId standard) {
        if (owner.isNone(UNIQUE_ID)) {
            return null;
        }
        var section = owner.section(UNIQUE_ID, UNIQUE_ID_TABLE);
        if (section == null) {
            return standard;
        }
        var format = section.required(FORMAT);
        var header = section.get(HEADER);
        if (header != null && !HeaderEdits.isEditable(header, false)) {
            section.wrong(HEADER, "frames the message or is about one connection, and cannot be changed");
        } else if (header != null && WRITTEN_BY_LB.contains(Words.plain(header))) {
            section.wrong(
                    HEADER,
                    "is written by lb itself, for another purpose; expected: another name, such as X-Unique-ID");
        }
        return format == null ? null : new UniqueId(format, header);
    }

    /** Null for none. */
    static @Nullable Monitor monitor(Section frontend) {
        var section = frontend.section(MONITOR, MONITOR_TABLE);
        var uri = section == null ? null : section.required(URI);
        return uri == null
                ? null
                : new Monitor(
                        uri,
                        backends(frontend).stream()
                                .map(value -> value.scalar().orElse(""))
                                .toList());
    }

    /** The values that name a backend that has to serve. */
    static List<Value> backends(Section frontend) {
        var monitor = frontend.value(MONITOR);
        var value = monitor == null
                ? null
                : monitor.child(FAIL_WITHOUT.name(), frontend.title(), "monitor." + FAIL_WITHOUT.name(), false);
        return value == null ? List.of() : new ArrayList<>(value.elements());
    }
}

package lb.admin.nginx;

import java.util.List;
import java.util.Set;
import lb.admin.foreign.Draft;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Place;
import lb.admin.problem.Problem;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/**
 * Configuration files of nginx: what they say of proxying ({@code upstream}, {@code server}, {@code location} with {@code
 * proxy_pass}, {@code stream}). Everything else is named as not converted.
 */
public final class NginxFiles {
    /** About nginx's own processes, or what lb does without being told. */
    private static final Set<String> MEANINGLESS = Set.of(
            "user",
            "worker_processes",
            "worker_rlimit_nofile",
            "worker_cpu_affinity",
            "worker_priority",
            "pid",
            "daemon",
            "events",
            "error_log",
            "access_log",
            "log_format",
            "sendfile",
            "tcp_nopush",
            "tcp_nodelay",
            "types",
            "types_hash_max_size",
            "default_type",
            "server_tokens",
            "server_names_hash_bucket_size",
            "keepalive",
            "keepalive_requests",
            "keepalive_timeout",
            "zone",
            "proxy_http_version",
            "proxy_buffering",
            "proxy_buffers",
            "proxy_buffer_size",
            "proxy_busy_buffers_size",
            "proxy_request_buffering",
            "proxy_redirect",
            "reset_timedout_connection",
            "client_body_buffer_size",
            "large_client_header_buffers",
            "multi_accept",
            "use");

    private NginxFiles() {}

    /**
     * Puts what they mean into a configuration of ours.
     *
     * @param problems gets everything that is not converted
     */
    public static void translate(List<SourceText> files, Draft into, Problems problems) {
        for (SourceText file : files) {
            try {
                NginxDraft draft = new NginxDraft(into, problems);
                for (Directive directive : DirectiveReader.read(file)) {
                    switch (directive.name()) {
                        case "http" -> draft.http(directive);
                        case "stream" -> draft.stream(directive);
                        // Files that others include.
                        case "upstream", "server" ->
                            draft.http(new Directive("http", List.of(), List.of(directive), directive.place()));
                        default -> passOver(directive, problems);
                    }
                }
            } catch (BrokenFileException e) {
                Problem problem = e.problem();
                problems.error(new Place(problem.file(), problem.line()), problem.message());
            }
        }
    }

    /** A directive that is not converted: told, unless lb needs nothing of it. */
    static void passOver(Directive directive, Problems problems) {
        if (MEANINGLESS.contains(directive.name())) {
            problems.note(directive.place(), "\"" + directive.name() + "\" needs nothing here");
        } else {
            problems.error(directive.place(), "\"" + shortened(directive) + "\" is not converted");
        }
    }

    private static String shortened(Directive directive) {
        String text = directive.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}

package lb.admin.haproxy;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keywords of sections that do nothing by themselves here: what uses one of them is told where it does, and the section is
 * noted.
 */
final class OtherKeywords {
    private static final Map<Context, String> REMARKS = Map.of(
            Context.PEERS, "left out: it is for stick tables, which are not done yet in this version",
            Context.MAILERS, "left out: lb watch and the log tell of servers that go down",
            Context.CACHE, "left out: nothing is cached yet in this version",
            Context.PROGRAM, "left out: lb starts no program; the service manager does",
            Context.RING, "left out: log lines go to /dev/log, stdout or a syslog server",
            Context.LOG_FORWARD, "left out: a syslog server forwards log lines",
            Context.FCGI_APP, "left out: FastCGI is not done yet in this version");

    static final List<Keyword<SectionDraft>> ALL = List.of(
            in("bind", Context.PEERS, Context.LOG_FORWARD),
            in("default-bind", Context.PEERS),
            in("default-server", Context.PEERS),
            in("disabled", Context.PEERS),
            in("enabled", Context.PEERS),
            in("log", Context.PEERS, Context.LOG_FORWARD),
            in("peer", Context.PEERS),
            in("server", Context.PEERS, Context.RING),
            in("table", Context.PEERS),
            in("mailer", Context.MAILERS),
            in("timeout mail", Context.MAILERS),
            in("command", Context.PROGRAM),
            in("user", Context.PROGRAM),
            in("group", Context.PROGRAM),
            in("option start-on-reload", Context.PROGRAM),
            in("total-max-size", Context.CACHE),
            in("max-object-size", Context.CACHE),
            in("max-age", Context.CACHE),
            in("process-vary", Context.CACHE),
            in("max-secondary-entries", Context.CACHE),
            in("backing-file", Context.RING),
            in("description", Context.RING),
            in("format", Context.RING),
            in("maxlen", Context.RING),
            in("size", Context.RING),
            in("timeout connect", Context.RING),
            in("timeout server", Context.RING),
            in("backlog", Context.LOG_FORWARD),
            in("dgram-bind", Context.LOG_FORWARD),
            in("maxconn", Context.LOG_FORWARD),
            in("timeout client", Context.LOG_FORWARD),
            in("acl", Context.FCGI_APP),
            in("docroot", Context.FCGI_APP),
            in("index", Context.FCGI_APP),
            in("log-stderr", Context.FCGI_APP),
            in("pass-header", Context.FCGI_APP),
            in("path-info", Context.FCGI_APP),
            in("option get-values", Context.FCGI_APP),
            in("option keep-conn", Context.FCGI_APP),
            in("option max-reqs", Context.FCGI_APP),
            in("option mpxs-conns", Context.FCGI_APP),
            in("set-param", Context.FCGI_APP),
            in("errorfile", Context.HTTP_ERRORS));

    private OtherKeywords() {}

    /** Why a section does nothing; all but http-errors. */
    static String remark(Context section) {
        return REMARKS.getOrDefault(section, "");
    }

    private static Keyword<SectionDraft> in(String name, Context first, Context... others) {
        Set<Context> contexts = Keyword.in(first, others);
        if (first == Context.HTTP_ERRORS) {
            return Keyword.done(name, contexts, (arguments, section) -> arguments.rest());
        }
        // What there is to say is said of the section.
        return new Keyword<>(
                name,
                contexts,
                Standing.NOTED,
                others.length > 0 ? "left out with its section" : remark(first),
                (arguments, section) -> arguments.rest(),
                true);
    }
}

package lb.admin.runtime;

import io.netty.util.NetUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.listen.OpenSessions;
import lb.proxy.listen.OpenSessions.Session;
import lb.proxy.upstream.Server;

/** What clients have open. */
final class SessionCommands {
    /** Lines at most, for eyes; a program gets all. */
    private static final int MOST_SHOWN = 10_000;

    /** HAProxy's sessions are addresses of memory, and have this before them. */
    private static final String BEFORE_ID = "0x";

    private SessionCommands() {}

    static List<Command> of(NodeAccess node) {
        return List.of(
                Command.show(
                        "show sess",
                        "[<id>] [json]",
                        "report the list of current sessions or this exact session",
                        Level.OPERATOR,
                        arguments -> {
                            String id = Arguments.at(0, arguments);
                            return list(
                                    node.proxy().sessions().list(),
                                    id.equals(Json.WORD) ? "" : id,
                                    arguments.contains(Json.WORD),
                                    Instant.now());
                        }),
                Command.change("shutdown session", "<id>", "kill a specific session", (arguments, by) -> {
                    if (arguments.isEmpty()) {
                        throw CommandException.inWordsOf("Session pointer expected (use 'show sess').");
                    }
                    String id = arguments.getFirst();
                    OpenSessions sessions = node.proxy().sessions();
                    if (sessions.end(session -> isMeant(id, session)) == 0) {
                        throw CommandException.inWordsOf("No such session (use 'show sess').");
                    }
                    node.told(by, "shutdown session " + Arguments.shortened(id));
                    return "";
                }),
                Command.change(
                        "shutdown sessions server",
                        ServerCommands.PATH,
                        "kill sessions on a server",
                        (arguments, by) -> {
                            Server server = node.server(Arguments.at(0, arguments));
                            String backend = server.backend().name();
                            int ended = node.proxy()
                                    .sessions()
                                    .end(session -> session.backend().equals(backend)
                                            && session.server().equals(server.name()));
                            node.told(
                                    by, "shutdown sessions server " + arguments.getFirst() + " (" + ended + " ended)");
                            return "";
                        }));
    }

    private static boolean isMeant(String id, Session session) {
        return id.equals(BEFORE_ID + session.id());
    }

    static Answer list(List<Session> sessions, String id, boolean json, Instant now) throws CommandException {
        List<Session> wanted = id.isEmpty() || id.equals("all")
                ? sessions
                : sessions.stream().filter(session -> isMeant(id, session)).toList();
        if (wanted.isEmpty() && !id.isEmpty() && !id.equals("all")) {
            throw CommandException.inWordsOf("Session not found.");
        }
        if (json) {
            return Json.array(wanted.iterator(), (session, out) -> json(session, now, out));
        }
        int more = wanted.size() - MOST_SHOWN;
        Iterator<Session> shown =
                wanted.subList(0, Math.min(MOST_SHOWN, wanted.size())).iterator();
        return Answer.of("", shown, (session, out) -> line(session, now, out), more > 0 ? "# " + more + " more\n" : "");
    }

    private static void json(Session session, Instant now, StringBuilder out) {
        boolean known = session.source().getAddress() != null;
        out.append(new Json.Fields()
                .put("id", BEFORE_ID + session.id())
                .put("mode", session.mode().name().toLowerCase(Locale.ROOT))
                .put("source", known ? NetUtil.toSocketAddressString(session.source()) : null)
                .put("frontend", session.frontend())
                .put("backend", session.backend())
                .put("server", session.server().equals("<NOSRV>") ? null : session.server())
                .put(
                        "age_seconds",
                        Math.max(0, Duration.between(session.startedAt(), now).toSeconds()))
                .put("bytes_out", session.bytesToClient()));
    }

    private static void line(Session session, Instant now, StringBuilder out) {
        boolean known = session.source().getAddress() != null;
        String source = known ? NetUtil.toSocketAddressString(session.source()) : "unix";
        long age = Math.max(0, Duration.between(session.startedAt(), now).toSeconds());
        out.append(BEFORE_ID).append(session.id()).append(": proto=");
        out.append(known ? "tcpv" + (source.startsWith("[") ? 6 : 4) : "unix_stream");
        out.append(" mode=").append(session.mode().name().toLowerCase(Locale.ROOT));
        out.append(" src=").append(source);
        out.append(" fe=").append(session.frontend());
        out.append(" be=").append(session.backend());
        out.append(" srv=").append(session.server().equals("<NOSRV>") ? "<none>" : session.server());
        out.append(" age=").append(HaproxyTime.of(age));
        out.append(" bytes_out=").append(session.bytesToClient()).append('\n');
    }
}

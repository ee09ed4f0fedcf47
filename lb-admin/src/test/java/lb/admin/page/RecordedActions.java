package lb.admin.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lb.proxy.listen.OpenSessions.Seen;
import lb.proxy.listen.OpenSessions.Session;
import lb.proxy.stats.Column;

/** Remembers what users wanted; knows the servers of {@link Rows#lab} and the virtual IPs {@code web} and {@code db}. */
final class RecordedActions implements PageActions {
    final List<String> done = new ArrayList<>();
    final List<String> audited = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    boolean whole = true;

    @Override
    public List<String> change(String backend, List<String> servers, ServerAction action) {
        return servers.stream()
                .filter(server -> change(backend, server, action))
                .toList();
    }

    private boolean change(String backend, String server, ServerAction action) {
        boolean known = Rows.lab().stream()
                .anyMatch(row -> backend.equals(row.text(Column.PXNAME)) && server.equals(row.text(Column.SVNAME)));
        if (known) {
            done.add(backend + "/" + server + " " + action);
        }
        return known;
    }

    @Override
    public Seen sessions() {
        return new Seen(sessions, whole);
    }

    @Override
    public Seen end(String id) {
        Optional<Session> found =
                sessions.stream().filter(session -> session.id().equals(id)).findFirst();
        found.ifPresent(session -> done.add("ended " + session.id()));
        return new Seen(found.stream().toList(), whole);
    }

    @Override
    public boolean leave(String virtualIp) {
        return done(virtualIp, "yielded");
    }

    @Override
    public boolean resume(String virtualIp) {
        return done(virtualIp, "resumed");
    }

    private boolean done(String virtualIp, String what) {
        boolean known = List.of("web", "db").contains(virtualIp);
        if (known) {
            done.add(virtualIp + " " + what);
        }
        return known;
    }

    @Override
    public void audit(String sentence) {
        audited.add(sentence);
    }
}

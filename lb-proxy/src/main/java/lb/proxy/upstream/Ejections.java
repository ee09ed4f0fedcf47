package lb.proxy.upstream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import lb.proxy.health.Ejection;
import lb.proxy.health.Observed;
import lb.proxy.health.Outliers;
import lb.proxy.health.Window;
import lb.proxy.settings.OutlierDetection;
import org.jspecify.annotations.Nullable;

/** The servers of a backend that are left out for what live traffic tells of them, each for a while. */
final class Ejections {
    private final List<Server> servers;
    private final OutlierDetection settings;
    private final List<Ejection> now;
    private List<Window> before;
    private long intervalEnds;

    Ejections(List<Server> servers, OutlierDetection settings, long now) {
        this.servers = servers;
        this.settings = settings;
        this.now = new ArrayList<>(Collections.nCopies(servers.size(), Ejection.NONE));
        before = windows();
        intervalEnds = now + settings.interval().toNanos();
    }

    /** What is held against servers that stay is held against them; only where the settings are the same. */
    synchronized void takeOver(Ejections former) {
        synchronized (former) {
            for (int i = 0; i < servers.size(); i++) {
                int index = former.servers.indexOf(servers.get(i));
                if (index >= 0) {
                    now.set(i, former.now.get(index));
                    before.set(i, former.before.get(index));
                }
            }
            intervalEnds = former.intervalEnds;
        }
    }

    private List<Window> windows() {
        return new ArrayList<>(
                servers.stream().map(server -> server.traffic().told()).toList());
    }

    /** A server has failed so often in a row. Any thread. */
    synchronized void failedInARow(Server server, Observed last, long time) {
        String reason = "%d consecutive errors, last one was: %s".formatted(settings.consecutiveErrors(), last.words());
        int index = servers.indexOf(server);
        if (index >= 0) {
            eject(index, reason, time);
        }
    }

    /** To be called about once a second. */
    synchronized void look(long time) {
        if (time - intervalEnds >= 0) {
            intervalEnds = time + settings.interval().toNanos();
            endInterval(time);
        }
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i).isOver(time)) {
                comeBack(i, "its time is over");
            } else if (!now.get(i).ejected()
                    && servers.get(i).control().standing().ejected()) {
                // By what there was before a reload, in the moment of that.
                servers.get(i).control().comeBack("a reload came in between");
            }
        }
        comeBackWhenNobodyServes();
    }

    private void endInterval(long time) {
        List<Window> all = windows();
        List<Window> interval = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            interval.add(all.get(i).since(before.get(i)));
        }
        before = all;
        List<@Nullable String> reasons = Outliers.of(settings, interval);
        for (int i = 0; i < reasons.size(); i++) {
            String reason = reasons.get(i);
            if (reason == null) {
                now.set(i, now.get(i).behaved());
            } else {
                eject(i, reason, time);
            }
        }
    }

    private void eject(int index, String reason, long time) {
        Server server = servers.get(index);
        if (now.get(index).ejected() || !server.usable() || !mayEject(server)) {
            return;
        }
        Ejection ejection = now.get(index)
                .eject(
                        time,
                        settings.baseEjectionTime().toNanos(),
                        settings.maxEjectionTime().toNanos());
        now.set(index, ejection);
        server.control().eject(reason);
    }

    private boolean mayEject(Server server) {
        boolean backup = server.settings().share().backup();
        int all = 0;
        int ejected = 0;
        int usable = 0;
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).settings().share().backup() == backup) {
                all++;
                ejected += now.get(i).ejected() ? 1 : 0;
                usable += servers.get(i).usable() ? 1 : 0;
            }
        }
        return Outliers.mayEject(settings, all, ejected, usable);
    }

    /** Nothing is held against a server any more that was told of it so far. Any thread. */
    synchronized void forget(Server server, String reason) {
        int index = servers.indexOf(server);
        if (index < 0) {
            // A reload has taken it away.
            return;
        }
        before.set(index, server.traffic().told());
        if (now.get(index).ejected()) {
            comeBack(index, reason);
        }
        now.set(index, Ejection.NONE);
    }

    /** Others have gone for other reasons since: an outlier is better than nobody. Any thread. */
    synchronized void comeBackWhenNobodyServes() {
        if (servers.stream().noneMatch(Server::usable)) {
            for (int i = 0; i < now.size(); i++) {
                if (now.get(i).ejected()) {
                    comeBack(i, "no other server is usable");
                }
            }
        }
    }

    private void comeBack(int index, String reason) {
        now.set(index, now.get(index).back());
        servers.get(index).control().comeBack(reason);
    }
}

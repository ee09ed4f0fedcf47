package lb.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lb.proxy.exchange.EndedBy;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that end with a server: a list for each event loop, linked through the sessions themselves. Each has a lock
 * of its own, which nobody else holds but while sessions are ended.
 */
final class AttachedSessions {
    private static final class Attachments {
        private @Nullable Attachment first;
    }

    /** One that was attached then. */
    record Attached(AttachedSession session, int time) {
        void shutDown(EndedBy why) {
            session.shutDown(time, why);
        }
    }

    private final List<Attachments> byLoop;

    /** @param loops number of event loops, 1 or more */
    AttachedSessions(int loops) {
        byLoop = IntStream.range(0, loops).mapToObj(_ -> new Attachments()).toList();
    }

    /** Whether sessions of that server may have to end because servers come and go. */
    static boolean areAskedFor(BackendSettings backend, ServerSettings server) {
        boolean forActive =
                backend.servers().stream().anyMatch(other -> other.life().shutdownBackupSessions());
        return server.life().shutdownSessions() || (server.share().backup() && forActive);
    }

    /** On the event loop of that index, as is {@link #remove}; not one that is in a list. */
    void add(int loop, Attachment added) {
        Attachments list = byLoop.get(loop);
        synchronized (list) {
            Attachment second = list.first;
            added.next = second;
            if (second != null) {
                second.previous = added;
            }
            list.first = added;
            added.attached = true;
            added.time++;
        }
    }

    /** Nothing happens to one that is not in the list. */
    void remove(int loop, Attachment removed) {
        Attachments list = byLoop.get(loop);
        synchronized (list) {
            if (!removed.attached) {
                return;
            }
            Attachment before = removed.previous;
            Attachment after = removed.next;
            if (before == null) {
                list.first = after;
            } else {
                before.next = after;
            }
            if (after != null) {
                after.previous = before;
            }
            removed.previous = null;
            removed.next = null;
            removed.attached = false;
        }
    }

    /** Those of now, each with its time. Any thread. */
    List<Attached> all() {
        List<Attached> all = new ArrayList<>();
        for (Attachments list : byLoop) {
            synchronized (list) {
                for (Attachment at = list.first; at != null; at = at.next) {
                    all.add(new Attached(at.session, at.time));
                }
            }
        }
        return all;
    }
}

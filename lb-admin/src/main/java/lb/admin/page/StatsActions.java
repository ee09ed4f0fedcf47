package lb.admin.page;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import lb.admin.page.PageActions.ServerAction;
import lb.admin.page.PageActions.Step;
import lb.admin.page.PageActions.Weigh;
import lb.proxy.listen.OpenSessions.Seen;
import lb.proxy.listen.OpenSessions.Session;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.LocalResponse;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a form of the page asks for, and sends the browser back to the page, which says what became of it: HAProxy's
 * {@code s=…&action=…&b=…}, where the backend is a name or {@code #} and its number ({@code iid}), answered by 303 and
 * {@code ;st=DONE}; and besides {@code weight=…}, {@code vip=…} with {@code yield} or {@code resume}, and {@code session=…}.
 */
final class StatsActions {
    private static final Logger LOG = LoggerFactory.getLogger("lb.stats");
    private static final int MOST_WEIGHT = 256;

    private final String uri;
    private final Supplier<List<StatsRow>> rows;
    private final PageActions actions;
    private final SameOrigin origin;

    StatsActions(String uri, Supplier<List<StatsRow>> rows, PageActions actions, SameOrigin origin) {
        this.uri = uri;
        this.rows = rows;
        this.actions = actions;
        this.origin = origin;
    }

    /** Answers a POST. */
    LocalResponse answer(LocalRequest request, String user) {
        String body = request.body();
        if (body == null) {
            return back(ActionResult.EXCD, request);
        }
        ActionForm form = new ActionForm(body);
        String client = request.from();
        if (!origin.permits(request, user, form.value("token"))) {
            LOG.warn("statistics: a form of another page than /stats, sent by the browser of {}, is refused", client);
            return Notice.page(
                    403,
                    "Not from this page",
                    "The form is not of this page, or of one from before a start of lb.",
                    uri);
        }
        String who = user + " at " + client;
        return back(result(form, who), request);
    }

    private ActionResult result(ActionForm form, String who) {
        if (!form.value("session").isEmpty()) {
            return session(form.value("session"), who);
        }
        return form.value("vip").isEmpty() ? server(form, who) : virtualIp(form, who);
    }

    private ActionResult session(String id, String who) {
        Seen seen = id.matches("[0-9a-f]{8}") ? actions.end(id) : Seen.NONE;
        if (seen.sessions().isEmpty() && !seen.whole()) {
            actions.audit(who + " on the statistics page: shutdown session " + id
                    + " (not ended yet: an event loop is late)");
            return ActionResult.PART;
        }
        if (seen.sessions().isEmpty()) {
            return ActionResult.ERRP;
        }
        Session ended = seen.sessions().getFirst();
        actions.audit(
                who + " on the statistics page: shutdown session " + ended.id() + " (" + SessionsPage.source(ended)
                        + " at " + ended.frontend() + ", " + ended.backend() + "/" + ended.server() + ")");
        return ActionResult.DONE;
    }

    private ActionResult virtualIp(ActionForm form, String who) {
        String name = form.value("vip");
        String action = form.value("action");
        boolean done = switch (action) {
            case "yield" -> actions.leave(name);
            case "resume" -> actions.resume(name);
            default -> false;
        };
        if (!done) {
            return ActionResult.ERRP;
        }
        actions.audit(who + " on the statistics page: vrrp " + action + " " + name);
        return ActionResult.DONE;
    }

    private ActionResult server(ActionForm form, String who) {
        List<String> servers = form.values("s").stream().distinct().toList();
        if (servers.isEmpty() || form.value("action").isEmpty()) {
            return ActionResult.NONE;
        }
        ServerAction action = action(form);
        String backend = backend(form.value("b"));
        if (action == null || backend == null) {
            return ActionResult.ERRP;
        }
        List<String> changed = actions.change(backend, servers, action);
        if (changed.isEmpty()) {
            return ActionResult.ERRP;
        }
        changed.forEach(server ->
                actions.audit(who + " on the statistics page: " + backend + "/" + server + " " + words(action)));
        return changed.size() == servers.size() ? ActionResult.DONE : ActionResult.PART;
    }

    /** HAProxy has two words for some. */
    private static @Nullable ServerAction action(ActionForm form) {
        return switch (form.value("action")) {
            case "start" -> Step.READY;
            case "stop" -> Step.MAINT;
            case "weight" -> {
                String weight = form.value("weight");
                boolean possible = weight.matches("[0-9]{1,3}") && Integer.parseInt(weight) <= MOST_WEIGHT;
                yield possible ? new Weigh(Integer.parseInt(weight)) : null;
            }
            case String word ->
                Arrays.stream(Step.values())
                        .filter(step -> step.word().equals(word))
                        .findFirst()
                        .orElse(null);
        };
    }

    private static String words(ServerAction action) {
        return switch (action) {
            case Step step -> step.word();
            case Weigh(int weight) -> "weight " + weight;
        };
    }

    /** The name of a backend that is there; null for none. */
    private @Nullable String backend(String written) {
        return rows.get().stream()
                .filter(row -> row.type() == StatsRow.Type.BACKEND)
                .filter(row -> written.equals(row.text(Column.PXNAME)) || written.equals("#" + row.text(Column.IID)))
                .map(row -> row.text(Column.PXNAME))
                .findFirst()
                .orElse(null);
    }

    /** To the view of the page that it was sent from. */
    private LocalResponse back(ActionResult result, LocalRequest request) {
        String kept = switch (StatsQuery.of(request.target().substring(uri.length()), 0)) {
            case StatsQuery.Page page -> page.kept();
            case StatsQuery.Sessions sessions -> sessions.kept();
            default -> "";
        };
        Field location = new Field("Location", uri + ";st=" + result.name() + kept);
        return new LocalResponse(303, List.of(location, new Field("Cache-Control", "no-store")), "");
    }
}

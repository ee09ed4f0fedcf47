package lb.admin.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import lb.admin.cli.VirtualIpView.Found;
import lb.admin.cli.VirtualIpView.Heard;
import lb.admin.problem.Words;
import lb.admin.runtime.Answers;
import lb.admin.runtime.RuntimeSocketException;
import lb.ha.NanoClock;
import org.jspecify.annotations.Nullable;

/** Tells a node to yield a virtual IP, or to resume, and looks until it has moved. */
final class VirtualIpMove {
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Node node;
    private final String name;
    private final @Nullable Duration limit;
    private final NanoClock clock;
    private final Pause pause;

    /** A node that can be asked; the answer to a command. */
    interface Node {
        String ask(String command) throws RuntimeSocketException;
    }

    /** Waits. */
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /**
     * What came of it.
     *
     * @param done whether the virtual IP is where it was to be
     * @param owner the node that owns it now; null where that is not known
     * @param took how long that took
     * @param sentence for a person
     */
    record Result(boolean done, @Nullable String owner, Duration took, String sentence) {}

    /** @param limit for how long it is waited; null: by what the node tells of its timers */
    VirtualIpMove(Node node, String name, @Nullable Duration limit, NanoClock clock, Pause pause) {
        this.node = node;
        this.name = name;
        this.limit = limit;
        this.clock = clock;
        this.pause = pause;
    }

    private VirtualIpView look() throws RuntimeSocketException, RefusedException {
        String json = asked("show vrrp json");
        Found found;
        try {
            found = VirtualIpView.of(json, name);
        } catch (RuntimeException e) {
            throw new RefusedException(
                    "the node answers something that is not understood, perhaps it is of another version");
        }
        VirtualIpView view = found.view();
        if (view == null) {
            throw new RefusedException(unknown(found.names()));
        }
        return view;
    }

    private String unknown(List<String> names) {
        String hint = names.isEmpty() ? "; the node has none" : " (expected: " + String.join(", ", names) + ")";
        return "there is no virtual IP \"" + name + "\""
                + Words.nearest(name, names)
                        .map(near -> " (did you mean \"" + near + "\"?)")
                        .orElse(hint);
    }

    private String asked(String command) throws RuntimeSocketException, RefusedException {
        String answer = node.ask(command);
        if (Answers.isRefusal(answer)) {
            throw new RefusedException(answer);
        }
        return answer;
    }

    /** Leaves the virtual IP to another node. */
    Result yields() throws RuntimeSocketException, InterruptedException {
        try {
            VirtualIpView before = look();
            asked("vrrp yield " + name);
            long start = clock.nanoTime();
            if (!before.isMaster()) {
                return new Result(true, owner(before), Duration.ZERO, standsBack(before));
            }
            return moved(before, start);
        } catch (RefusedException e) {
            return refused(e);
        }
    }

    private String standsBack(VirtualIpView view) {
        String owner = owner(view);
        return name + ": node " + view.node() + " does not own it" + (owner == null ? "" : ", " + owner + " does")
                + "; it stands back (priority 1) until \"lb resume " + name + "\"";
    }

    private Result moved(VirtualIpView before, long start)
            throws RuntimeSocketException, RefusedException, InterruptedException {
        Duration patience = patience(before);
        boolean given = false;
        VirtualIpView view = before;
        while (clock.nanoTime() - start < patience.toNanos()) {
            pause.of(PAUSE);
            view = look();
            Duration took = Duration.ofNanos(clock.nanoTime() - start);
            if (given && view.isMaster()) {
                return new Result(
                        false,
                        view.node(),
                        took,
                        name + " is on node " + view.node() + " again: no other node took it (" + view.why() + ")");
            }
            given |= !view.isMaster();
            Heard heard = view.heard();
            if (given && heard != null && heard.priority() > 0 && heard.ago().compareTo(took) < 0) {
                return new Result(
                        true,
                        heard.address(),
                        took,
                        name + " has moved to " + heard.address() + " (priority "
                                + heard.priority() + ") after " + seconds(took) + "; it stays there until \"lb resume "
                                + name
                                + "\"");
            }
        }
        String where = given
                ? "node " + view.node() + " has given it up, but no other node was heard to own it"
                : "node " + view.node() + " still owns it";
        return new Result(
                false,
                null,
                patience,
                name + " has not moved within " + seconds(patience) + ": " + where + " (" + view.why() + ")");
    }

    /** Ends a yield, and waits for the virtual IP where it is to come back. */
    Result resumes() throws RuntimeSocketException, InterruptedException {
        try {
            VirtualIpView before = look();
            asked("vrrp resume " + name);
            return back(before, clock.nanoTime());
        } catch (RefusedException e) {
            return refused(e);
        }
    }

    private Result back(VirtualIpView before, long start)
            throws RuntimeSocketException, RefusedException, InterruptedException {
        Duration patience = patience(before);
        VirtualIpView view = before;
        while (clock.nanoTime() - start < patience.toNanos()) {
            pause.of(PAUSE);
            view = look();
            Duration took = Duration.ofNanos(clock.nanoTime() - start);
            if (view.isMaster()) {
                return new Result(
                        true,
                        view.node(),
                        took,
                        name
                                + (before.isMaster()
                                        ? ": node " + view.node() + " owns it"
                                        : " is back on node " + view.node() + " after " + seconds(took))
                                + ", with priority " + view.effectivePriority());
            }
            String stays = view.yielded() ? null : stays(view);
            if (stays != null && took.compareTo(PAUSE.multipliedBy(5)) > 0) {
                return new Result(true, owner(view), took, stays);
            }
        }
        return new Result(
                false,
                owner(view),
                patience,
                name + " is not back on node " + view.node() + " within "
                        + seconds(patience) + ": it is " + view.state() + " with priority " + view.effectivePriority()
                        + " ("
                        + view.why() + ")");
    }

    /** Why the virtual IP is not to come; null where it is. */
    private @Nullable String stays(VirtualIpView view) {
        Heard heard = view.heard();
        if (heard == null || heard.priority() == 0) {
            return null;
        }
        String stands =
                name + ": node " + view.node() + " stands with priority " + view.effectivePriority() + " again; ";
        if (!view.preempts()) {
            return stands + heard.address() + " keeps it, since a living owner is not preempted (preempt = false)";
        }
        return view.effectivePriority() > heard.priority()
                ? null
                : stands + heard.address() + " keeps it with priority " + heard.priority();
    }

    private Duration patience(VirtualIpView view) {
        return limit == null ? view.drain().plus(view.masterDown()).plus(MARGIN) : limit;
    }

    private static @Nullable String owner(VirtualIpView view) {
        Heard heard = view.heard();
        return view.isMaster() ? view.node() : heard == null || heard.priority() == 0 ? null : heard.address();
    }

    private static Result refused(RefusedException e) {
        return new Result(false, null, Duration.ZERO, e.answer());
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
    }
}

package lb.admin.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lb.admin.config.LogTarget;

/** What a reload makes of the log targets: those that are new are open, until they are put in force or given up. One thread. */
public final class NextTargets implements AutoCloseable {
    private final LogSinks sinks;
    private final List<Destination> opened = new ArrayList<>();
    private final LogRoute route;
    private boolean done;

    /** Opens a target that is not there yet, with what has become of its lines before, if it was there otherwise. */
    interface Opening {
        Destination open(LogTarget target, Delivery delivery) throws IOException;
    }

    /**
     * Opens what is new; a target that stays the same goes on as it is, and one that changes goes on with its figures.
     *
     * @param delivery of a target that there was none of yet
     * @throws IOException when a target can never work here, in a sentence that names it; nothing is left open
     */
    NextTargets(
            LogSinks sinks,
            LogRoute before,
            List<LogTarget> targets,
            Opening opening,
            Function<LogTarget, Delivery> delivery)
            throws IOException {
        this.sinks = sinks;
        List<Destination> former = new ArrayList<>(before.destinations());
        former.removeIf(one -> targets.contains(one.target()));
        List<Destination> next = new ArrayList<>();
        try {
            for (LogTarget target : targets) {
                next.add(kept(before, target, former, opening, delivery));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        route = new LogRoute(next);
    }

    private Destination kept(
            LogRoute before,
            LogTarget target,
            List<Destination> former,
            Opening opening,
            Function<LogTarget, Delivery> delivery)
            throws IOException {
        for (Destination one : before.destinations()) {
            if (one.target().equals(target)) {
                return one;
            }
        }
        Delivery figures = null;
        for (Destination one : former) {
            if (one.target().place().equals(target.place())) {
                figures = one.delivery();
                former.remove(one);
                break;
            }
        }
        Destination made = opening.open(target, figures == null ? delivery.apply(target) : figures);
        opened.add(made);
        return made;
    }

    LogRoute route() {
        return route;
    }

    /**
     * Puts it in force: lines that come after the return go to these targets only, and those that came before were written to the former
     * ones, for which it waits for two seconds at most.
     */
    public void commit() {
        done = true;
        sinks.become(route);
    }

    /** Gives it up, unless it was put in force: nothing has changed. */
    @Override
    public void close() {
        if (!done) {
            opened.forEach(Destination::close);
        }
    }
}

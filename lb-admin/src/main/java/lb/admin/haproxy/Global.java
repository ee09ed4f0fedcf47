package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import lb.admin.foreign.Draft;
import lb.admin.problem.Problems;

/** What the {@code global} sections say, and what others need of it. One thread. */
final class Global implements Scope {
    private final Draft root;
    private final Problems problems;

    /** Log targets, for the {@code log global} of proxies. */
    private final List<LogTarget> logs = new ArrayList<>();

    Global(Draft root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** The whole configuration. */
    Draft root() {
        return root;
    }

    Problems problems() {
        return problems;
    }

    List<LogTarget> logs() {
        return logs;
    }

    @Override
    public Draft commented(Keyword<?> keyword) {
        return root;
    }
}

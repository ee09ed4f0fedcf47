package lb.admin.haproxy;

import java.util.ArrayDeque;
import java.util.Deque;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/** The blocks of {@code .if}, {@code .elif}, {@code .else} and {@code .endif} around the line that is read. One thread. */
final class Blocks {
    /** HAProxy's own limit. */
    private static final int DEEPEST = 1024;

    private enum State {
        /** Its lines count. */
        TAKEN,
        /** A later branch may. */
        WAITING,
        /** No further branch does. */
        OVER
    }

    /** @param last whether its else has come */
    private record Block(Place start, State state, boolean last) {}

    private final Deque<Block> open = new ArrayDeque<>();
    private final Problems problems;
    private int tooDeep;

    Blocks(Problems problems) {
        this.problems = problems;
    }

    /** Whether the lines here count. */
    boolean taken() {
        return open.isEmpty() || open.getFirst().state() == State.TAKEN;
    }

    /** Whether it matters what the condition of an {@code .elif} here says. */
    boolean waiting() {
        return !open.isEmpty() && open.getFirst().state() == State.WAITING;
    }

    void begin(Place place, boolean holds) {
        if (open.size() == DEEPEST) {
            if (tooDeep++ == 0) {
                problems.error(place, ".if is nested more than %d levels deep".formatted(DEEPEST));
            }
            return;
        }
        boolean outside = taken();
        open.push(new Block(place, outside ? holds ? State.TAKEN : State.WAITING : State.OVER, false));
    }

    /** @param last for .else */
    void next(Place place, String directive, boolean holds, boolean last) {
        if (tooDeep > 0) {
            return;
        }
        if (open.isEmpty()) {
            problems.error(place, directive + " without an .if before it");
            return;
        }
        Block block = open.pop();
        if (block.last()) {
            problems.error(place, directive + " behind the .else of its .if");
        }
        State state =
                block.state() == State.WAITING && !block.last() ? holds ? State.TAKEN : State.WAITING : State.OVER;
        open.push(new Block(block.start(), state, last || block.last()));
    }

    void end(Place place) {
        if (tooDeep > 0) {
            tooDeep--;
        } else if (open.isEmpty()) {
            problems.error(place, ".endif without an .if before it");
        } else {
            open.pop();
        }
    }

    /** At the end of a file: what was not closed in it. */
    void endOfFile() {
        while (!open.isEmpty()) {
            problems.error(open.pop().start(), ".if has no .endif in this file");
        }
        tooDeep = 0;
    }
}

package lb.admin.keepalived;

import java.util.List;
import java.util.Optional;

/**
 * What something that is tracked adds to the priority while it works (above 0), or takes from it while it does not (below 0);
 * with 0 the node takes no part while it does not.
 *
 * @param points as they are written
 * @param reversed whether it takes where it would add, adds where it would take, and takes no part while it works: what is
 *     tracked counts the other way round, and its points have the other sign
 */
record Weight(int points, boolean reversed) {
    static final Weight FAULT = new Weight(0, false);
    static final Weight ONE = new Weight(1, false);
    private static final int MOST = 254;

    /** What may stand after a weight. */
    static final List<String> DIRECTIONS = List.of("reverse", "noreverse", "no_reverse");

    /**
     * The weight that a line of words gives, such as {@code weight -20} or {@code weight 10 reverse}; the other where there is
     * none, and its direction where the line has no other. What is wrong is said.
     *
     * @param from the index of the first word that may be {@code weight}
     */
    static Weight of(Statement statement, int from, Weight otherwise, Block block) {
        var words = statement.words();
        if (words.size() <= from) {
            return otherwise;
        }
        if (!words.get(from).equals("weight")) {
            block.error(
                    statement.place(),
                    "unknown word " + WordSplitter.shown(words.get(from)) + " (expected: weight with a number)");
            return otherwise;
        }
        String text = from + 1 < words.size() ? words.get(from + 1) : "";
        Optional<Integer> points = Numbers.whole(text).filter(one -> Math.abs(one) <= MOST);
        if (points.isEmpty()) {
            block.error(
                    statement.place(),
                    "weight " + WordSplitter.shown(text) + " (expected: -" + MOST + " to " + MOST + ")");
            return otherwise;
        }
        if (words.size() <= from + 2) {
            return new Weight(points.get(), otherwise.reversed);
        }
        String direction = words.get(from + 2);
        if (!DIRECTIONS.contains(direction) || words.size() > from + 3) {
            String more = DIRECTIONS.contains(direction) ? words.get(from + 3) : direction;
            block.error(
                    statement.place(),
                    "unknown word " + WordSplitter.shown(more) + " (expected: reverse, or the end of the line)");
            return new Weight(points.get(), otherwise.reversed);
        }
        return new Weight(points.get(), direction.equals("reverse"));
    }

    boolean isFault() {
        return points == 0;
    }

    /** How much the priority is higher while all is well: it works, or does not, where it is reversed. */
    int bonus() {
        return Math.max(0, reversed ? -points : points);
    }

    /** By how much the priority goes down when that changes. */
    int drop() {
        return Math.abs(points);
    }
}

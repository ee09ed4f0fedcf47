package lb.admin.keepalived;

import java.util.List;
import java.util.Optional;

/**
 * What something that is tracked adds to the priority while it works (above 0), or takes from it while it does not (below 0);
 * with 0 the node takes no part while it does not.
 */
record Weight(int points) {
    static final Weight FAULT = new Weight(0);
    private static final int MOST = 254;

    /** What may stand after a weight. */
    static final List<String> DIRECTIONS = List.of("reverse", "noreverse", "no_reverse");

    /**
     * The weight that a line of words gives, such as {@code weight -20} or {@code weight 10 reverse}; the other where there is
     * none. What is wrong is said.
     *
     * @param from the index of the first word that may be {@code weight}
     * @param file whether it is a file's, whose number reverse takes the other way round
     */
    static Weight of(Statement statement, int from, Weight otherwise, boolean file, Block block) {
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
            return new Weight(points.get());
        }
        String direction = words.get(from + 2);
        if (!DIRECTIONS.contains(direction) || words.size() > from + 3) {
            String more = DIRECTIONS.contains(direction) ? words.get(from + 3) : direction;
            block.error(
                    statement.place(),
                    "unknown word " + WordSplitter.shown(more) + " (expected: reverse, or the end of the line)");
            return new Weight(points.get());
        }
        if (!direction.equals("reverse")) {
            return new Weight(points.get());
        }
        if (file) {
            return new Weight(-points.get());
        }
        block.error(
                statement.place(),
                "reverse is not done yet in this version (expected: a weight that counts while it works)");
        return new Weight(points.get());
    }

    boolean isFault() {
        return points == 0;
    }

    /** How much the priority is higher while it works. */
    int bonus() {
        return Math.max(0, points);
    }

    /** By how much the priority goes down when it does not work any more. */
    int drop() {
        return Math.abs(points);
    }
}

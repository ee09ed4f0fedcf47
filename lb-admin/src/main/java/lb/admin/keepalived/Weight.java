package lb.admin.keepalived;

import java.util.Optional;

/**
 * What something that is tracked adds to the priority while it works (above 0), or takes from it while it does not (below 0);
 * with 0 the node takes no part while it does not.
 */
record Weight(int points) {
    static final Weight FAULT = new Weight(0);
    private static final int MOST = 254;

    /**
     * The weight that a line of words gives, such as {@code weight -20} or {@code weight 10 reverse}; the other where there is
     * none. What is wrong is said.
     *
     * @param from the index of the first word that may be {@code weight}
     * @param file whether it is a file's, whose number reverse takes the other way round
     */
    static Weight of(Statement statement, int from, Weight otherwise, boolean file, Block block) {
        var words = statement.words();
        int at = words.subList(Math.min(from, words.size()), words.size()).indexOf("weight");
        if (at < 0) {
            if (words.size() > from) {
                block.error(
                        statement.place(),
                        "unknown word " + WordSplitter.shown(words.get(from)) + " (expected: weight with a number)");
            }
            return otherwise;
        }
        String text = from + at + 1 < words.size() ? words.get(from + at + 1) : "";
        Optional<Integer> points = Numbers.whole(text).filter(one -> Math.abs(one) <= MOST);
        if (points.isEmpty()) {
            block.error(
                    statement.place(),
                    "weight " + WordSplitter.shown(text) + " (expected: -" + MOST + " to " + MOST + ")");
            return otherwise;
        }
        if (!words.getLast().equals("reverse")) {
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

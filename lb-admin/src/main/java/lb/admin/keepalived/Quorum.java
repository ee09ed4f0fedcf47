package lb.admin.keepalived;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import org.jspecify.annotations.Nullable;

/**
 * How many processes have to run and may run, and for how long until that counts.
 *
 * @param bounds by our keys, as they are to be put
 * @param up the word for how long enough of them run; {@code down} for how long too few or too many do
 */
record Quorum(Map<String, Bound> bounds, String up, String down) {
    private static final String LEAST = "quorum";
    private static final String MOST = "quorum-max";
    private static final String FORK = "fork_delay";
    private static final String TERMINATE = "terminate_delay";

    /** @param value a whole number, or what is wrong with it */
    record Bound(Object value, Place place) {}

    static Quorum of(Block block) {
        Map<String, Bound> bounds = new LinkedHashMap<>();
        for (String word : List.of("quorum", "quorum_max")) {
            block.last(word)
                    .ifPresent(line -> bounds.put(
                            word.replace('_', '-'),
                            new Bound(
                                    Numbers.whole(line.argument())
                                            .<Object>map(one -> one)
                                            .orElse(line.argument()),
                                    line.place())));
        }
        return new Quorum(bounds, FORK, TERMINATE);
    }

    /** Where these are too few or too many, enough, and the other way round; null where two bounds would have to be met. */
    @Nullable
    Quorum turnedRound() {
        if (bounds.values().stream().anyMatch(one -> !(one.value() instanceof Integer number) || number < 0)) {
            // Its reader says what is wrong.
            return this;
        }
        Bound least = bounds.get(LEAST);
        Bound most = bounds.get(MOST);
        if (least == null && most == null) {
            return new Quorum(Map.of(), TERMINATE, FORK);
        }
        Bound only = least == null ? most : least;
        if ((least != null && most != null) || only == null || !(only.value() instanceof Integer number)) {
            return null;
        }
        if (least != null) {
            return number < 1
                    ? null
                    : new Quorum(
                            number == 1
                                    ? Map.of(MOST, new Bound(0, least.place()))
                                    : ordered(new Bound(0, least.place()), new Bound(number - 1, least.place())),
                            TERMINATE,
                            FORK);
        }
        // Alone, one above 0 leaves the other bound at 1.
        return number == 0 ? new Quorum(Map.of(LEAST, new Bound(1, only.place())), TERMINATE, FORK) : null;
    }

    private static Map<String, Bound> ordered(Bound least, Bound most) {
        Map<String, Bound> both = new LinkedHashMap<>();
        both.put(LEAST, least);
        both.put(MOST, most);
        return both;
    }

    /** The keys of an element of track.processes. */
    void put(Block block, Draft element) {
        if (bounds.isEmpty() && up.equals(TERMINATE)) {
            element.set(MOST, 0, block.place());
        }
        bounds.forEach((key, bound) -> element.set(key, bound.value(), bound.place()));
        putDelay("fork-delay", up, block, element);
        putDelay("terminate-delay", down, block, element);
    }

    private static void putDelay(String key, String word, Block block, Draft element) {
        Optional<Statement> line = block.last(word).or(() -> block.last("delay"));
        line.ifPresent(one -> element.set(key, Numbers.seconds(one.argument()), one.place()));
    }
}

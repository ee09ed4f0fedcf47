package lb.admin.haproxy;

import java.util.List;
import lb.admin.problem.Place;

/**
 * A statement: the words of a line after quotes, escapes and environment variables.
 *
 * @param words 1 or more
 * @param comments those above it and the one behind it, without their hashes
 */
record Line(Place place, List<String> words, List<String> comments) {
    Line {
        words = List.copyOf(words);
        comments = List.copyOf(comments);
    }

    String first() {
        return words.getFirst();
    }
}

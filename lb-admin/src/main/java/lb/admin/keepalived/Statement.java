package lb.admin.keepalived;

import java.util.List;
import java.util.stream.Collectors;
import lb.admin.problem.Place;

/**
 * A keyword with its arguments, and perhaps a block.
 *
 * @param words 1 or more
 * @param hasBlock whether braces follow
 * @param block what is in them
 * @param comments of the lines above it and of its own
 */
record Statement(Place place, List<String> words, boolean hasBlock, List<Statement> block, List<String> comments) {
    Statement {
        words = List.copyOf(words);
        block = List.copyOf(block);
        comments = List.copyOf(comments);
    }

    String keyword() {
        return words.getFirst();
    }

    /** The words after the keyword. */
    List<String> arguments() {
        return words.subList(1, words.size());
    }

    /** The first argument; empty where there is none. */
    String argument() {
        return words.size() > 1 ? words.get(1) : "";
    }

    /** All arguments, as one would write them. */
    String text() {
        return arguments().stream().collect(Collectors.joining(" "));
    }
}

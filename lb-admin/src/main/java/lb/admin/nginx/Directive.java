package lb.admin.nginx;

import java.util.List;
import java.util.stream.Stream;
import lb.admin.problem.Place;

/**
 * A directive of nginx.
 *
 * @param name its first word
 * @param words those behind it, without quotes
 * @param block what stands in its braces; empty where it has none
 */
record Directive(String name, List<String> words, List<Directive> block, Place place) {
    Directive {
        words = List.copyOf(words);
        block = List.copyOf(block);
    }

    /** Those of a name in its block. */
    Stream<Directive> all(String wanted) {
        return block.stream().filter(one -> one.name.equals(wanted));
    }

    /** Its first word, or nothing. */
    String first() {
        return words.isEmpty() ? "" : words.getFirst();
    }

    /** As it was written, but for spaces and quotes. */
    @Override
    public String toString() {
        return words.isEmpty() ? name : name + " " + String.join(" ", words);
    }
}

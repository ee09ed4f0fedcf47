package lb.admin.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lb.admin.problem.Words;

/**
 * One key that the configuration knows: what reads it, what checks it and what the reference tells of it.
 *
 * @param name as written
 * @param form of its value
 * @param standard value where it is left out; null for none
 * @param standardText how the reference tells the standard value
 * @param means what it does, in a sentence
 * @param elsewhere the words of HAProxy and keepalived for it
 */
record Key<T>(
        String name, Form<T> form, Optional<T> standard, String standardText, String means, List<String> elsewhere) {
    Key {
        elsewhere = List.copyOf(elsewhere);
    }

    /** With a value that stands when it is left out. */
    static <T> Key<T> of(String name, Form<T> form, T standard, String means, String... elsewhere) {
        return new Key<>(name, form, Optional.of(standard), shown(form, standard), means, List.of(elsewhere));
    }

    /** Without one: the text says what happens when it is left out. */
    static <T> Key<T> without(String name, Form<T> form, String otherwise, String means, String... elsewhere) {
        return new Key<>(name, form, Optional.empty(), otherwise, means, List.of(elsewhere));
    }

    static Key<Object> notYet(String name, String means, String... elsewhere) {
        return new Key<>(name, new Form.NotYet(), Optional.empty(), "", means, List.of(elsewhere));
    }

    private static <T> String shown(Form<T> form, T value) {
        return switch (form) {
            case Form.Word<?> words ->
                words.words().entrySet().stream()
                        .filter(word -> word.getValue().equals(value))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();
            case Form.Time time -> Times.text((Duration) value);
            case Form.Size size -> Form.Size.text((Integer) value);
            default -> value.toString();
        };
    }

    /** Whether somebody who writes this word means this key. */
    boolean answersTo(String word) {
        var plain = Words.plain(word);
        return Words.plain(name).equals(plain)
                || elsewhere.stream().anyMatch(other -> Words.plain(other).equals(plain));
    }
}

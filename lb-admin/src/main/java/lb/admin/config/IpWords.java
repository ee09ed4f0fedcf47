package lb.admin.config;

import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line in the words of ip(8), as keepalived's files have them, made an object with our keys: {@code 10.0.0.70/24 dev eth2
 * scope link}. What is no word of a key becomes a key that there is not, so that the section that is read from it says so.
 */
final class IpWords {
    private IpWords() {}

    /** Whether a value is such a line rather than an object, or one word alone. */
    static boolean isLine(Value value) {
        return value.scalar().filter(text -> text.strip().contains(" ")).isPresent();
    }

    /**
     * The object of a line.
     *
     * @param first the key of the first that stands without a word before it; null where each value has one
     * @param kind the key of what may stand before that, one of a few words; null for none
     * @return null when a word has no value, which is said
     */
    static @Nullable Value object(Value line, Table table, @Nullable Key<?> first, @Nullable Key<?> kind) {
        var tokens = line.scalar().orElse("").strip().split("\\s+", -1);
        Map<String, Object> object = new LinkedHashMap<>();
        var at = 0;
        if (kind != null
                && kind.form() instanceof Form.Word<?> words
                && words.words().containsKey(tokens[at])) {
            object.put(kind.name(), tokens[at++]);
        }
        for (; at < tokens.length; at += 2) {
            var word = tokens[at];
            if (first != null
                    && !object.containsKey(first.name())
                    && table.keys().stream().noneMatch(key -> key.answersTo(word))) {
                // Not at the start alone: keepalived's own examples have the source of a route before its destination.
                object.put(first.name(), word);
                at--;
                continue;
            }
            if (at + 1 == tokens.length) {
                line.wrong("\"%s\" has nothing behind it".formatted(Value.shortened(word)));
                return null;
            }
            var name = table.keys().stream()
                    .filter(key -> key.answersTo(word))
                    .map(Key::name)
                    .findFirst()
                    .orElse(word);
            if (object.put(name, tokens[at + 1]) != null) {
                line.wrong("\"%s\" is there twice".formatted(Value.shortened(word)));
                return null;
            }
        }
        return new Value(
                line.reading(),
                line.title(),
                line.name(),
                ConfigValueFactory.fromMap(object),
                null,
                line.place(),
                line.secret());
    }
}

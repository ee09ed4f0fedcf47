package lb.admin.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lb.admin.problem.Words;

/**
 * The keys of one section, in the order of the reference.
 *
 * @param path of the section, such as {@code backends.<name>.check}; empty for the top
 * @param means what it is for, in a sentence
 */
record Table(String path, String means, List<Key<?>> keys) {
    Table {
        keys = List.copyOf(keys);
    }

    Optional<Key<?>> key(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    /** What to say in brackets of a key that is none of these. */
    String hint(String word, String prefix, Table top) {
        return ForeignWords.answer(this, word)
                .or(() -> meant(word)
                        .map(meant -> isNotYet(meant)
                                ? prefix + meant + " is not done yet in this version"
                                : "did you mean \"" + prefix + meant + "\"?"))
                .or(() -> ForeignWords.answer(this, firstWord(word)))
                .or(() -> belongs(top.sectionsOf(word).toList()))
                .orElseGet(() -> "expected: " + String.join(", ", names()));
    }

    /** The key that was probably meant by a word that is none; with a dot in it when it is one of a section below. */
    Optional<String> meant(String word) {
        return keyFor(word, 2).or(() -> Words.nearest(word, names()));
    }

    /** Such as option, of {@code option http-server-close}. */
    private static String firstWord(String word) {
        var end = word.indexOf(' ');
        return end < 0 ? word : word.substring(0, end);
    }

    /** @param meant a key, here or with dots in it in a section below */
    private boolean isNotYet(String meant) {
        var dot = meant.indexOf('.');
        var form = key(dot < 0 ? meant : meant.substring(0, dot)).map(Key::form);
        return dot < 0
                ? form.filter(one -> one instanceof Form.NotYet).isPresent()
                : form.filter(one -> one instanceof Form.Part part
                                && part.tables().stream().anyMatch(table -> table.isNotYet(meant.substring(dot + 1))))
                        .isPresent();
    }

    /** Where a key is of a frontend or backend, that it may also stand in the defaults helps less. */
    private static Optional<String> belongs(List<String> paths) {
        var best = paths.stream()
                .filter(path -> paths.size() == 1 || !path.startsWith(Keys.DEFAULTS.name()))
                .toList();
        return best.isEmpty() ? Optional.empty() : Optional.of("it belongs in " + String.join(" or ", best));
    }

    /** Of what can be written. */
    List<String> names() {
        return keys.stream()
                .filter(key -> !(key.form() instanceof Form.NotYet))
                .map(Key::name)
                .toList();
    }

    /** The key that is meant, here or in a section below with fixed names. */
    private Optional<String> keyFor(String word, int depth) {
        for (var key : keys) {
            if (key.answersTo(word)) {
                return Optional.of(key.name());
            }
        }
        for (var key : keys) {
            if (depth > 0 && key.form() instanceof Form.Part part && !part.named()) {
                for (var table : part.tables()) {
                    var below = table.keyFor(word, depth - 1);
                    if (below.isPresent()) {
                        return Optional.of(key.name() + "." + below.get());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The sections, this one and those below, that have a key of just this name. */
    private Stream<String> sectionsOf(String word) {
        var here = key(word).isPresent()
                ? Stream.of(path.isEmpty() ? "the top level of the file" : path)
                : Stream.<String>empty();
        var below = keys.stream()
                .flatMap(key -> key.form() instanceof Form.Part part ? part.tables().stream() : Stream.empty())
                .distinct()
                .flatMap(table -> table.sectionsOf(word));
        return Stream.concat(here, below).distinct();
    }
}

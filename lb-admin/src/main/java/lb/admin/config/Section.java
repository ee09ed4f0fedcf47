package lb.admin.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import lb.admin.config.Value.Named;
import lb.admin.problem.BrokenFileException;
import org.jspecify.annotations.Nullable;

/** An object of the file whose keys are those of a {@link Table}; one that is none of them is an error at once. */
final class Section {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    private static final Set<String> SECRET =
            Set.of("password", "users", "authentication", "tokens", "token", "secret", "secret-access-key");

    private final Value value;
    private final String title;
    private final String prefix;

    /** Keys that were probably meant by unknown ones: that they are missing needs no second message. */
    private final Set<String> meant = new HashSet<>();

    private Section(Value value, String title, String prefix) {
        this.value = value;
        this.title = title;
        this.prefix = prefix;
    }

    /**
     * A section of what should be one; null when it is no object, which is then said.
     *
     * @param title what messages call it, such as {@code backend "api"}
     * @param prefix what stands before its keys in messages, such as {@code check.}; empty for a section with a title
     */
    static @Nullable Section of(Value value, Table table, String title, String prefix) {
        if (!value.isObject()) {
            value.expected("{ … }, keys: " + String.join(", ", table.names()));
            return null;
        }
        BrokenFileException.endIfInterrupted(value.place().file());
        var section = new Section(value, title, prefix);
        section.refuseUnknown(table);
        return section;
    }

    private void refuseUnknown(Table table) {
        for (var name : value.keys()) {
            var key = table.key(name);
            var place = value.placeOf(name);
            var start = title.isEmpty() ? "" : title + ": ";
            if (key.isEmpty()) {
                table.meant(name).ifPresent(meant::add);
                var shown = Value.shortened(prefix + name);
                value.reading()
                        .problems()
                        .error(
                                place,
                                start + "unknown key \"" + shown + "\""
                                        + (value.reading().problems().isFull()
                                                ? ""
                                                : " (" + table.hint(name, prefix, Keys.TOP) + ")"));
            } else if (key.get().form() instanceof Form.NotYet) {
                value.reading().problems().error(place, start + prefix + name + " is not done yet in this version");
            }
        }
    }

    Reading reading() {
        return value.reading();
    }

    String title() {
        return title;
    }

    /** The object that it is. */
    Value whole() {
        return value;
    }

    boolean has(Key<?> key) {
        return value(key) != null;
    }

    /** The value of a key, unread; null when it is left out. */
    @Nullable
    Value value(Key<?> key) {
        return value.child(key.name(), title, prefix + key.name(), SECRET.contains(key.name()));
    }

    /** The same of one that is never shown. */
    @Nullable
    Value secret(Key<?> key) {
        return value.child(key.name(), title, prefix + key.name(), true);
    }

    /** The value of a key; null when it is left out, or wrong, which is then said. */
    <T> @Nullable T get(Key<T> key) {
        var found = value(key);
        return found != null && key.form() instanceof Form.Scalar<T> scalar ? found.parsed(scalar) : null;
    }

    /** The same of one that no message shows. */
    <T> @Nullable T getSecret(Key<T> key) {
        var found = secret(key);
        return found != null && key.form() instanceof Form.Scalar<T> scalar ? found.parsed(scalar) : null;
    }

    /** The value of a key, or another where it is left out or wrong. */
    <T> T get(Key<T> key, T otherwise) {
        var found = get(key);
        return found == null ? otherwise : found;
    }

    /** The value of a key, or its standard value. */
    <T> T orStandard(Key<T> key) {
        return get(key, key.standard().orElseThrow());
    }

    /** The value of a key that has to be there; null when it is not, or is wrong, which is then said. */
    <T> @Nullable T required(Key<T> key) {
        if (!has(key)) {
            missing(key, key.form().expected());
            return null;
        }
        return get(key);
    }

    /** Says that the value of a key is not what it should be; nothing when it is left out. */
    void wrong(Key<?> key, String detail) {
        var found = value(key);
        if (found != null) {
            found.wrong(detail);
        }
    }

    /** Whether the value of a key is the word that takes back what defaults say. */
    boolean isNone(Key<?> key) {
        var found = value(key);
        return found != null && found.scalar().filter("none"::equals).isPresent();
    }

    void missing(Key<?> key, String expected) {
        if (meant.contains(key.name())) {
            return;
        }
        error(prefix + key.name() + " is missing (expected: " + expected + ")");
    }

    /** A section within, or null. */
    @Nullable
    Section section(Key<?> key, Table table) {
        var found = value(key);
        return found == null ? null : of(found, table, title, prefix + key.name() + ".");
    }

    /** A section within; an empty one when it is left out, or is no section, which is then said. */
    Section sectionOrEmpty(Key<?> key, Table table) {
        return sectionOrEmpty(key, table, title, prefix + key.name() + ".");
    }

    /** As the other, but with a title of its own. */
    Section sectionOrEmpty(Key<?> key, Table table, String ownTitle, String ownPrefix) {
        var found = value(key);
        var section = found == null ? null : of(found, table, ownTitle, ownPrefix);
        return section == null ? new Section(value.emptied(), ownTitle, ownPrefix) : section;
    }

    /** The named values under a key, in the order of the file, from an object or from a list; none if it is left out. */
    List<Named> named(Key<?> key) {
        var found = value(key);
        return found == null ? List.of() : namedIn(found, key);
    }

    /** The named values of an object or a list, in the order of the file. */
    static List<Named> namedIn(Value all, Key<?> key) {
        return all.isList() ? fromList(all) : fromObject(all, key);
    }

    private static List<Named> fromObject(Value all, Key<?> key) {
        if (!all.isObject()) {
            all.expected(key.form().expected());
            return List.of();
        }
        var named = new ArrayList<Named>();
        for (var name : all.keys()) {
            var one = all.child(name, "", "", all.secret());
            if (one == null || refuseName(all, one, name)) {
                continue;
            }
            if (key.form() instanceof Form.Part part && part.ordered() && !named.isEmpty()) {
                refuseSameLine(all, key.name(), named.getLast().name(), name);
            }
            named.add(new Named(name, one));
        }
        return named;
    }

    private static void refuseSameLine(Value all, String key, String before, String name) {
        if (all.placeOf(before).equals(all.placeOf(name))) {
            all.errorWithin(
                    "\"%s\" and \"%s\" are on one line, so their order is not known (expected: a line for each, or a list: %s = [ { name = %s, … }, { name = %s, … } ])"
                            .formatted(before, name, key, before, name),
                    all.placeOf(name));
        }
    }

    private static List<Named> fromList(Value all) {
        var named = new ArrayList<Named>();
        var names = new HashSet<String>();
        for (var element : all.elements()) {
            var name =
                    element.child(ProxyKeys.NAME.name(), element.title(), element.name() + " in a list: name", false);
            if (name == null) {
                element.errorWithin("one in a list has no name (expected: { name = …, … })", element.place());
                continue;
            }
            var text = name.parsed((Form.Scalar<String>) ProxyKeys.NAME.form());
            if (text == null) {
                continue;
            }
            if (!names.add(text)) {
                name.wrong("another one before it has the same name");
                continue;
            }
            named.add(new Named(text, element.withoutKey(ProxyKeys.NAME.name())));
        }
        return named;
    }

    private static boolean refuseName(Value all, Value one, String name) {
        if (NAME.matcher(name).matches()) {
            return false;
        }
        all.errorWithin(
                "name \"%s\" (expected: %s)"
                        .formatted(Value.shortened(name), ProxyKeys.NAME.form().expected()),
                one.place());
        return true;
    }

    /** What a key is called in the file that the section stands in. */
    String word(String key) {
        return reading().places().word(value.place(), key);
    }

    /** An error of the section as a whole. */
    void error(String message) {
        reading().problems().error(value.place(), (title.isEmpty() ? "" : title + ": ") + message);
    }

    /** A warning of the section as a whole. */
    void warning(String message) {
        reading().problems().warning(value.place(), (title.isEmpty() ? "" : title + ": ") + message);
    }
}

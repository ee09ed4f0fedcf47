package lb.admin.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lb.admin.problem.Place;
import lb.admin.problem.PlainText;
import lb.admin.problem.SecretWords;
import org.jspecify.annotations.Nullable;

/**
 * One value of the file, where it stands and what it is called in messages.
 *
 * @param reading what it belongs to
 * @param title of the section it is in, such as {@code backend "api"}; may be empty
 * @param name of the key, with those of sections without a title before it; empty for a section with a title
 * @param value with substitutions in place; never null in HOCON's sense
 * @param raw the same before substitutions, where that can be found
 * @param secret whether it may hold a password
 */
record Value(
        Reading reading,
        String title,
        String name,
        ConfigValue value,
        @Nullable ConfigValue raw,
        Place place,
        boolean secret) {
    private static final int LONGEST_SHOWN = 100;

    /** A name that the user chose, and what it stands for. */
    record Named(String name, Value value) {}

    void error(String message) {
        reading.problems().error(place, label() + message);
    }

    /** An error of something in it. */
    void errorWithin(String message, Place where) {
        reading.problems().error(where, label().stripTrailing() + (name.isEmpty() ? " " : ": ") + message);
    }

    void warning(String message) {
        reading.problems().warning(place, label() + message);
    }

    /** Says that the value is not what it should be. */
    void wrong(String detail) {
        var label = title.isEmpty() || name.isEmpty() ? title + word() : title + ": " + word();
        reading.problems().error(place, label + " " + shown() + " (" + detail + ")");
    }

    /** Warns of the value. */
    void doubtful(String detail) {
        reading.problems().warning(place, label() + shown() + " (" + detail + ")");
    }

    /** Says that the value is not what it should be. */
    void expected(String what) {
        wrong("expected: " + what);
    }

    /** What stands before a message. */
    private String label() {
        if (name.isEmpty()) {
            return title.isEmpty() ? "" : title + ": ";
        }
        return (title.isEmpty() ? "" : title + ": ") + word() + " ";
    }

    /** Its name in the words of the file that it stands in. */
    private String word() {
        return reading.places().word(place, name);
    }

    boolean isObject() {
        return value.valueType() == ConfigValueType.OBJECT;
    }

    /** Whether an object or list has nothing in it; HOCON's null is nothing. */
    boolean isEmpty() {
        var parts = value instanceof ConfigObject object
                ? object.values()
                : value instanceof ConfigList list ? list : List.of(value);
        return parts.stream().allMatch(part -> part.valueType() == ConfigValueType.NULL);
    }

    boolean isList() {
        return value.valueType() == ConfigValueType.LIST;
    }

    /** A string, number, or true or false as text; else empty. */
    Optional<String> scalar() {
        return switch (value.valueType()) {
            // The text as written: 1.10 stays 1.10.
            case NUMBER, BOOLEAN, STRING -> Optional.of(text());
            case OBJECT, LIST, NULL -> Optional.empty();
        };
    }

    private String text() {
        return value.unwrapped() instanceof String string ? string : value.render();
    }

    <T> @Nullable T parsed(Form.Scalar<T> form) {
        var text = scalar();
        if (text.isEmpty()) {
            expected(form.expected());
            return null;
        }
        try {
            return form.parse(text.get());
        } catch (ValueException e) {
            wrong(e.detail());
            return null;
        }
    }

    /** The elements of a list; a single value is a list of itself. */
    List<Value> elements() {
        if (!(value instanceof ConfigList list)) {
            return List.of(this);
        }
        var elements = new ArrayList<Value>();
        for (var i = 0; i < list.size(); i++) {
            var element = list.get(i);
            var rawElement = raw instanceof ConfigList rawList && rawList.size() == list.size() ? rawList.get(i) : null;
            elements.add(new Value(
                    reading,
                    title,
                    name,
                    element,
                    rawElement,
                    reading.places().of(rawElement, element, place),
                    secret));
        }
        return elements;
    }

    /** The value of a key of this object, or null when there is none; a HOCON null is none. */
    @Nullable
    Value child(String key, String childTitle, String childName, boolean childSecret) {
        if (!(value instanceof ConfigObject object)) {
            return null;
        }
        var found = object.get(key);
        if (found == null || found.valueType() == ConfigValueType.NULL) {
            return null;
        }
        var rawFound = rawChild(key);
        return new Value(
                reading,
                childTitle,
                childName,
                found,
                rawFound,
                reading.places().of(rawFound, found, place),
                childSecret);
    }

    /** The same under another title. */
    Value titled(String other) {
        return new Value(reading, other, "", value, raw, place, secret);
    }

    /** Its place, with nothing in it. */
    Value emptied() {
        return new Value(reading, title, name, ConfigFactory.empty().root(), null, place, secret);
    }

    /** This object but for one key. */
    Value withoutKey(String key) {
        return value instanceof ConfigObject object
                ? new Value(reading, title, name, object.withoutKey(key), raw, place, secret)
                : this;
    }

    private @Nullable ConfigValue rawChild(String key) {
        try {
            return raw instanceof ConfigObject object ? object.get(key) : null;
        } catch (ConfigException.NotResolved e) {
            // Several definitions, one of them a substitution: only the resolved one can be looked into.
            return null;
        }
    }

    /** The keys of this object, in the order of their lines. */
    List<String> keys() {
        if (!(value instanceof ConfigObject object)) {
            return List.of();
        }
        record Key(String name, Place place) {}
        // Where each stands is found once, not at each comparison.
        return object.keySet().stream()
                .map(key -> new Key(key, placeOf(key)))
                .sorted(Comparator.comparing(Key::place, reading.places().inOrder())
                        .thenComparing(Key::name))
                .map(Key::name)
                .toList();
    }

    Place placeOf(String key) {
        var object = (ConfigObject) value;
        return reading.places().of(rawChild(key), Objects.requireNonNull(object.get(key)), place);
    }

    /** For messages: as it is written in the file, shortened. */
    String shown() {
        if (secret || SecretWords.announces(name)) {
            return SecretWords.HIDDEN;
        }
        return switch (value.valueType()) {
            case OBJECT -> "{…}";
            case LIST -> "[…]";
            case NULL -> "null";
            case NUMBER, BOOLEAN -> shortened(text());
            case STRING -> "\"" + shortened(SecretWords.text(text())) + "\"";
        };
    }

    static String shortened(String text) {
        return PlainText.shortened(text, LONGEST_SHOWN);
    }
}

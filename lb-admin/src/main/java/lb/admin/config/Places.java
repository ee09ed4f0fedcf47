package lb.admin.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lb.admin.problem.Place;
import org.jspecify.annotations.Nullable;

/** Finds where values stand. */
final class Places {
    private static final String MERGED = "merge of ";

    private final Comparator<Place> inOrder;
    private final Set<String> translated;

    /**
     * @param files in the order they were read
     * @param translated those that were written for other programs
     */
    Places(List<String> files, Collection<String> translated) {
        this.translated = Set.copyOf(translated);
        inOrder = Comparator.comparingInt((Place place) -> files.indexOf(place.file()))
                .thenComparingInt(Place::line);
    }

    /** What a key is called in the file of a place. */
    String word(Place place, String key) {
        return isTranslated(place) ? TheirWords.of(key) : key;
    }

    /** Whether it is in a file of another program. */
    boolean isTranslated(Place place) {
        return translated.contains(place.file());
    }

    /** From the first line to the last, included files after the one that includes them. */
    Comparator<Place> inOrder() {
        return inOrder;
    }

    /**
     * Where a value stands: in the file as written if it can be found there, since what a substitution brings has the
     * line of where it was taken from; else where the value says; else what is around it.
     */
    Place of(@Nullable ConfigValue raw, ConfigValue value, Place around) {
        return (raw == null ? Optional.<Place>empty() : find(raw))
                .or(() -> find(value))
                .orElse(around);
    }

    static Place of(ConfigOrigin origin, Place otherwise) {
        return find(origin).orElse(otherwise);
    }

    /** Where a key stands whose value may be unresolved, or what is around it as far as is known. */
    static Place of(ConfigObject raw, List<String> path, Place around) {
        var place = around;
        ConfigValue value = raw;
        try {
            for (var part : path) {
                value = value instanceof ConfigObject object ? object.get(part) : null;
                if (value == null) {
                    break;
                }
                place = of(value.origin(), place);
            }
        } catch (ConfigException.NotResolved e) {
            return place;
        }
        return place;
    }

    private Optional<Place> find(ConfigValue value) {
        var own = find(value.origin());
        if (own.isPresent() || !(value instanceof ConfigObject object)) {
            return own;
        }
        // Merged from several files, it has no line of its own: the first of its parts stands for it.
        try {
            return object.values().stream().flatMap(part -> find(part).stream()).min(inOrder);
        } catch (ConfigException.NotResolved e) {
            return Optional.empty();
        }
    }

    private static Optional<Place> find(ConfigOrigin origin) {
        if (origin.lineNumber() < 1 || origin.description().startsWith(MERGED)) {
            return Optional.empty();
        }
        return Optional.of(new Place(withoutLines(origin.description()), origin.lineNumber()));
    }

    /** Without the {@code : 3} or {@code : 3-5} at its end. */
    private static String withoutLines(String description) {
        var end = description.lastIndexOf(": ");
        for (var i = end + 2; i < description.length(); i++) {
            var c = description.charAt(i);
            if ((c < '0' || c > '9') && c != '-') {
                return description;
            }
        }
        return end < 0 ? description : description.substring(0, end);
    }
}

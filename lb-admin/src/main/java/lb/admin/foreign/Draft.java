package lb.admin.foreign;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lb.admin.problem.Place;

/**
 * An object of our configuration as it is made from another program's file: its keys in the order they were put here, each
 * value with the line that it comes from, so that whatever is wrong with it is told of that line, and with the comments that
 * belong to it. One thread.
 */
public final class Draft {
    /**
     * A value where it stands.
     *
     * @param value a {@link Draft}, a list of these, a string, a whole number, or true or false
     * @param comments lines above it, without the signs that begin them
     */
    record Member(Object value, Place place, List<String> comments) {
        Member {
            comments = List.copyOf(comments);
        }
    }

    private final Map<String, Member> members = new LinkedHashMap<>();
    private final List<String> heading = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private final List<String> footing = new ArrayList<>();

    /** Those of the members whose lists {@link #add} made. */
    private final Map<String, Member> grown = new HashMap<>();

    /** Keys and values in the order in which the keys came. */
    Map<String, Member> members() {
        return Collections.unmodifiableMap(members);
    }

    /** Comments behind the last key. */
    List<String> rest() {
        return Stream.concat(waiting.stream(), footing.stream()).toList();
    }

    /** Comments in front of the first key. */
    List<String> heading() {
        return Collections.unmodifiableList(heading);
    }

    boolean isWithoutComments() {
        return heading.isEmpty() && waiting.isEmpty() && footing.isEmpty();
    }

    /**
     * Keeps a comment that belongs to the whole of it, or to nothing in it.
     *
     * @param line without the sign that begins it
     */
    public void head(String line) {
        heading.add(line);
    }

    /**
     * Keeps a comment for the very end, whatever is put here yet.
     *
     * @param line without the sign that begins it
     */
    public void foot(String line) {
        footing.add(line);
    }

    /** The same with all of those of another one that is left out. */
    public void head(Draft leftOut) {
        heading.addAll(leftOut.heading);
    }

    /** Makes comments that nothing was put behind belong to the whole of it. */
    public void settle() {
        heading.addAll(waiting);
        waiting.clear();
    }

    /**
     * Keeps a comment for what is put here next, or for the end.
     *
     * @param line without the sign that begins it
     */
    public void comment(String line) {
        waiting.add(line);
    }

    /** Puts a value, in place of an earlier one of the key: a string, a whole number, or true or false, or a list of those. */
    public void set(String key, Object value, Place place) {
        if (value instanceof List<?> list) {
            members.put(
                    key,
                    member(
                            list.stream()
                                    .map(one -> new Member(one, place, List.of()))
                                    .toList(),
                            place));
        } else {
            members.put(key, member(value, place));
        }
    }

    /** Puts an object that was made elsewhere. */
    public void put(String key, Draft object, Place place) {
        members.put(key, member(object, place));
    }

    /**
     * The object of a key, made where there is none; comments that wait are for it when it is made, and else for what is put
     * into it next.
     *
     * @throws IllegalStateException if the key has a value that is no object
     */
    public Draft object(String key, Place place) {
        Member member = members.get(key);
        boolean made = member == null;
        if (member == null) {
            member = member(new Draft(), place);
            members.put(key, member);
        }
        if (member.value() instanceof Draft object) {
            if (!made) {
                object.waiting.addAll(waiting);
                waiting.clear();
            }
            return object;
        }
        throw new IllegalStateException(key + " is no object");
    }

    /**
     * Adds to the list of a key, made where there is none.
     *
     * @param value a {@link Draft}, a string, a whole number, or true or false
     * @throws IllegalStateException if the key has a value that is no list
     */
    public void add(String key, Object value, Place place) {
        Member element = member(value, place);
        Member before = members.get(key);
        List<Object> elements = new ArrayList<>();
        if (before != null) {
            if (!(before.value() instanceof List<?> list)) {
                throw new IllegalStateException(key + " is no list");
            }
            // Copied once: a list may have as many elements as a file has lines.
            @SuppressWarnings("ReferenceEquality") // Whether it is the very one that was made here.
            boolean ours = grown.get(key) == before;
            if (ours) {
                @SuppressWarnings("unchecked") // It was made here.
                List<Object> own = (List<Object>) list;
                own.add(element);
                return;
            }
            elements.addAll(list);
        }
        elements.add(element);
        Member member = new Member(elements, before == null ? place : before.place(), List.of());
        members.put(key, member);
        grown.put(key, member);
    }

    /** The same with one more value, in front of the others. */
    public Draft with(String key, Object value, Place place) {
        Draft copy = new Draft();
        copy.set(key, value, place);
        members.forEach(copy.members::putIfAbsent);
        return copy;
    }

    /** Takes over the value of a key of another one, with its place and its comments, in place of its own. */
    public void move(String key, Draft from) {
        Member member = from.members.get(key);
        if (member != null) {
            members.put(key, member);
        }
    }

    /** Whether both have the same under a key, wherever it comes from. */
    public boolean sameAt(String key, Draft other) {
        Member one = members.get(key);
        Member two = other.members.get(key);
        if (one == null || two == null) {
            return one == null && two == null;
        }
        return value(one, List.of(key)).equals(value(two, List.of(key)));
    }

    /** Whether both say the same, wherever it comes from. */
    public boolean sameAs(Draft other) {
        return toConfig().equals(other.toConfig());
    }

    /** Moves some keys to the front, in this order. */
    public void first(List<String> keys) {
        List<String> others =
                members.keySet().stream().filter(key -> !keys.contains(key)).toList();
        last(keys);
        last(others);
    }

    /** Moves some keys to the end, in this order. */
    public void last(List<String> keys) {
        for (String key : keys) {
            Member member = members.remove(key);
            if (member != null) {
                members.put(key, member);
            }
        }
    }

    /** Its keys, in their order. */
    public List<String> keys() {
        return List.copyOf(members.keySet());
    }

    /** What stands under a key: as it was put here; a list without the places of its elements. */
    public Optional<Object> get(String key) {
        Member member = members.get(key);
        return member == null
                ? Optional.empty()
                : Optional.of(
                        member.value() instanceof List<?> list
                                ? list.stream()
                                        .map(one -> ((Member) one).value())
                                        .toList()
                                : member.value());
    }

    /** Where the value of a key comes from. */
    public Optional<Place> placeOf(String key) {
        return Optional.ofNullable(members.get(key)).map(Member::place);
    }

    /** The keys in their order. */
    public List<String> names() {
        return List.copyOf(members.keySet());
    }

    /** Puts what stands under a key behind all others. */
    public void moveToEnd(String key) {
        Member member = members.remove(key);
        if (member != null) {
            members.put(key, member);
        }
    }

    public boolean has(String key) {
        return members.containsKey(key);
    }

    public void remove(String key) {
        members.remove(key);
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    private Member member(Object value, Place place) {
        Member member = new Member(value, place, waiting);
        waiting.clear();
        return member;
    }

    /** For the readers of our own configuration: what {@link #toHocon} writes. */
    public ConfigObject toConfig() {
        return object(List.of());
    }

    /** @param path the keys down to it */
    private ConfigObject object(List<String> path) {
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        members.forEach((key, member) -> {
            List<String> below = below(path, key);
            values.put(key, value(Shorthand.of(below, member), below));
        });
        return ConfigValueFactory.fromMap(values);
    }

    /**
     * The path of what stands below another.
     *
     * @param key its own; empty for an element of a list
     */
    static List<String> below(List<String> path, String key) {
        return Stream.concat(path.stream(), Stream.of(key)).toList();
    }

    private static ConfigValue value(Member member, List<String> path) {
        ConfigValue value = switch (member.value()) {
            case Draft draft -> draft.object(path);
            case List<?> list ->
                ConfigValueFactory.fromIterable(list.stream()
                        .map(one -> value((Member) one, below(path, "")))
                        .toList());
            case Object scalar -> ConfigValueFactory.fromAnyRef(scalar);
        };
        Place place = member.place();
        return place.line() < 1
                ? value.withOrigin(ConfigOriginFactory.newFile(place.file()))
                : value.withOrigin(ConfigOriginFactory.newSimple(place.file()).withLineNumber(place.line()));
    }

    /** As a person would write it, comments and all; ends with a line feed unless there is nothing. */
    public String toHocon() {
        return HoconText.of(this);
    }
}

package lb.admin.foreign;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final List<String> waiting = new ArrayList<>();

    /** Keys and values in the order in which the keys came. */
    Map<String, Member> members() {
        return Collections.unmodifiableMap(members);
    }

    /** Comments behind the last key. */
    List<String> rest() {
        return Collections.unmodifiableList(waiting);
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

    /**
     * The object of a key, made where there is none.
     *
     * @throws IllegalStateException if the key has a value that is no object
     */
    public Draft object(String key, Place place) {
        Member member = members.get(key);
        if (member == null) {
            member = member(new Draft(), place);
            members.put(key, member);
        }
        if (member.value() instanceof Draft object) {
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
            elements.addAll(list);
        }
        elements.add(element);
        members.put(key, new Member(elements, before == null ? place : before.place(), List.of()));
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

    /** For the readers of our own configuration. */
    public ConfigObject toConfig() {
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        members.forEach((key, member) -> values.put(key, value(member)));
        return ConfigValueFactory.fromMap(values);
    }

    private static ConfigValue value(Member member) {
        ConfigValue value = switch (member.value()) {
            case Draft draft -> draft.toConfig();
            case List<?> list ->
                ConfigValueFactory.fromIterable(
                        list.stream().map(one -> value((Member) one)).toList());
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

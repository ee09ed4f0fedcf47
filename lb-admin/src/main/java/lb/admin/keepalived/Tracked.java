package lb.admin.keepalived;

import java.util.function.Consumer;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import org.jspecify.annotations.Nullable;

/**
 * Something that instances track.
 *
 * @param list of our track that it belongs in, such as {@code files}
 * @param key of the thing in an element of that list
 * @param what the thing
 * @param more puts the other keys of the element
 * @param reversed puts them where it counts the other way round; null where that cannot be said
 * @param weight where the one who tracks it gives none
 * @param name what keepalived's file calls it
 */
record Tracked(
        String list,
        String key,
        String what,
        Consumer<Draft> more,
        @Nullable Consumer<Draft> reversed,
        Weight weight,
        String name,
        Place place) {
    static final Consumer<Draft> NOTHING_MORE = _ -> {};

    /** The same, working where it does not; null where that cannot be said. */
    @Nullable
    Tracked turnedRound() {
        return reversed == null
                ? null
                : new Tracked(list, key, what, /* more= */ reversed, /* reversed= */ more, weight, name, place);
    }

    /** Adds it to the list. */
    void addTo(Draft track, Weight counted, Place where) {
        Draft element = new Draft();
        more.accept(element);
        if (!counted.isFault()) {
            element.set("lower-priority-by", counted.drop(), where);
        }
        if (element.isEmpty()) {
            track.add(list, what, where);
            return;
        }
        Draft whole = new Draft();
        whole.set(key, what, place);
        more.accept(whole);
        if (!counted.isFault()) {
            whole.set("lower-priority-by", counted.drop(), where);
        }
        track.add(list, whole, where);
    }
}

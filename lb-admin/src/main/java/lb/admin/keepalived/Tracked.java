package lb.admin.keepalived;

import java.util.function.Consumer;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;

/**
 * Something that instances track.
 *
 * @param list of our track that it belongs in, such as {@code files}
 * @param key of the thing in an element of that list
 * @param what the thing
 * @param more puts the other keys of the element
 * @param weight where the one who tracks it gives none
 * @param name what keepalived's file calls it
 */
record Tracked(String list, String key, String what, Consumer<Draft> more, Weight weight, String name, Place place) {
    static final Consumer<Draft> NOTHING_MORE = _ -> {};

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

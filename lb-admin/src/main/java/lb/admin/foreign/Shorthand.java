package lb.admin.foreign;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lb.admin.foreign.Draft.Member;

/** Values that our configuration lets a person write shorter: an object with only its main key, a list of one. */
final class Shorthand {
    /** Lists of which one element may stand without brackets. */
    private static final Set<String> LISTS = Set.of("bind", "init-addr", "retry-on");

    private Shorthand() {}

    /**
     * The same value as short as it can be said, with all comments.
     *
     * @param path the keys down to it
     */
    static Member of(List<String> path, Member member) {
        if (member.value() instanceof List<?> list
                && list.size() == 1
                && LISTS.contains(path.getLast())
                && isScalar(((Member) list.getFirst()).value())) {
            return inPlaceOf(member, (Member) list.getFirst());
        }
        if (member.value() instanceof Draft draft
                && draft.rest().isEmpty()
                && draft.heading().isEmpty()
                && draft.members().size() == 1) {
            Member only = draft.members().get(mainKey(path));
            if (only != null && isScalar(only.value())) {
                return inPlaceOf(member, only);
            }
        }
        return member;
    }

    /** The key whose value may stand for the whole object; empty for none. */
    private static String mainKey(List<String> path) {
        if (path.size() == 4 && path.get(0).equals("backends") && path.get(2).equals("servers")) {
            return "address";
        }
        if (path.getLast().equals("expect") && path.contains("steps")) {
            return "string";
        }
        boolean balance = path.getLast().equals("balance")
                && (path.size() == 2
                        ? path.get(0).equals("defaults")
                        : path.size() == 3 && path.get(0).equals("backends"));
        return balance ? "algorithm" : "";
    }

    private static boolean isScalar(Object value) {
        return !(value instanceof Draft) && !(value instanceof List<?>);
    }

    private static Member inPlaceOf(Member whole, Member part) {
        return new Member(
                part.value(),
                part.place(),
                Stream.concat(whole.comments().stream(), part.comments().stream())
                        .toList());
    }
}

package lb.proxy.settings;

import java.util.List;
import java.util.Set;
import lb.proxy.page.FieldSyntax;
import lb.proxy.page.LocalRequest.Field;

/**
 * Changes to the header fields of a message, made in this order: what is removed, what is set, what is added.
 *
 * @param remove names of fields that are taken out
 * @param set fields that take the place of all of their name
 * @param add fields that are added to those of their name
 */
public record HeaderEdits(List<String> remove, List<Field> set, List<Field> add) {
    /** None. */
    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

    /** Where a message ends and what becomes of its connection hangs on them. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "expect",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String HOST = "host";

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if a name or value has characters it may not have, or a name may not be edited
     */
    public HeaderEdits {
        remove = List.copyOf(remove);
        set = List.copyOf(set);
        add = List.copyOf(add);
        set.forEach(field -> check(field, true));
        add.forEach(field -> check(field, false));
        remove.forEach(name -> check(new Field(name, ""), false));
    }

    private static void check(Field field, boolean set) {
        FieldSyntax.check(field);
        if (!isEditable(field.name(), set)) {
            throw new IllegalArgumentException("field name \"" + field.name() + "\"");
        }
    }

    /**
     * Whether a field may be edited: none that frames the message, and Host, which there is just one of, only set.
     *
     * @param set whether it would be set, not added or removed
     */
    public static boolean isEditable(String name, boolean set) {
        String lower = FieldSyntax.lowerCase(name);
        return !FRAMING.contains(lower) && (set || !lower.equals(HOST));
    }

    public boolean isEmpty() {
        return remove.isEmpty() && set.isEmpty() && add.isEmpty();
    }
}

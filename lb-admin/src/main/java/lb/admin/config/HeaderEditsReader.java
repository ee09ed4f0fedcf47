package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.page.FieldSyntax;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.settings.HeaderEdits;
import org.jspecify.annotations.Nullable;

/** Reads changes to header fields. */
final class HeaderEditsReader {
    private HeaderEditsReader() {}

    /** None when the key is left out. */
    static HeaderEdits read(Section owner, Key<?> key) {
        var section = owner.section(key, RouteKeys.EDITS);
        if (section == null) {
            return HeaderEdits.NONE;
        }
        var remove = new ArrayList<String>();
        var removed = section.value(RouteKeys.REMOVE);
        if (removed != null) {
            for (var one : removed.elements()) {
                var name = one.scalar().orElse("");
                if (isEditable(one, name, false)) {
                    remove.add(name);
                }
            }
        }
        return new HeaderEdits(remove, fields(section, RouteKeys.SET, true), fields(section, RouteKeys.ADD, false));
    }

    private static List<Field> fields(Section section, Key<?> key, boolean set) {
        var fields = new ArrayList<Field>();
        for (var field : fields(section, key)) {
            if (isEditable(field.value(), field.name(), set)) {
                var text = value(field.value());
                if (text != null) {
                    fields.add(new Field(field.name(), text));
                }
            }
        }
        return fields;
    }

    /** The values of an object whose keys are names of fields. */
    static List<Value.Named> fields(Section section, Key<?> key) {
        var all = section.value(key);
        if (all == null) {
            return List.of();
        }
        if (!all.isObject()) {
            all.expected(key.form().expected());
            return List.of();
        }
        var fields = new ArrayList<Value.Named>();
        for (var name : all.keys()) {
            var one = all.child(name, section.title(), all.name() + "." + name, false);
            if (one != null) {
                fields.add(new Value.Named(name, one));
            }
        }
        return fields;
    }

    /** The text of a field, as its bytes in UTF-8, each a character; null when it is wrong, which is then said. */
    static @Nullable String value(Value value) {
        var text = value.parsed(RouteKeys.ANY_TEXT);
        if (text == null) {
            return null;
        }
        if (text.contains("%[")) {
            value.wrong("HAProxy's expressions in %[…] are not done yet in this version");
            return null;
        }
        return ConditionReader.bytes(text);
    }

    private static boolean isEditable(Value where, String name, boolean set) {
        if (!FieldSyntax.isName(name)) {
            where.wrong("expected: the name of a header field");
            return false;
        }
        if (!HeaderEdits.isEditable(name, set)) {
            where.wrong(
                    HeaderEdits.isEditable(name, true)
                            ? "Host can only be set: there is just one"
                            : name + " frames the message or is about one connection, and cannot be changed");
            return false;
        }
        return true;
    }
}

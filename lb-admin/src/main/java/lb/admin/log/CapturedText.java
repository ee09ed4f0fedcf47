package lb.admin.log;

import lb.admin.logformat.LogTemplate.Flags;
import lb.proxy.exchange.CapturedFields;
import org.jspecify.annotations.Nullable;

/** Writes header fields that were kept, as HAProxy's {@code %hr} and {@code %hrl} do. */
final class CapturedText {
    private CapturedText() {}

    /** All of them as {@code {a|b}}; false where none are wanted, so that nothing is written. */
    static boolean braces(CapturedFields fields, Flags flags, LineBuffer line) {
        if (fields.size() == 0) {
            return false;
        }
        quote(flags, line);
        line.add('{');
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                line.add('|');
            }
            CharSequence value = fields.value(i);
            if (value != null) {
                line.addField(value, flags.escaped());
            }
        }
        line.add('}');
        quote(flags, line);
        return true;
    }

    /** All of them, each a word; false where none are wanted. */
    static boolean words(CapturedFields fields, Flags flags, LineBuffer line) {
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                line.add(' ');
            }
            word(fields.value(i), flags, line);
        }
        return fields.size() > 0;
    }

    private static void word(@Nullable CharSequence value, Flags flags, LineBuffer line) {
        if (value == null && !flags.quoted()) {
            line.add('-');
            return;
        }
        quote(flags, line);
        if (value != null) {
            line.addField(value, flags.escaped());
        }
        quote(flags, line);
    }

    private static void quote(Flags flags, LineBuffer line) {
        if (flags.quoted()) {
            line.add('"');
        }
    }
}

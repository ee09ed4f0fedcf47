package lb.admin.runtime;

import com.google.gson.JsonPrimitive;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Answers of JSON. */
final class Json {
    /** What is asked for it, behind a command. */
    static final String WORD = "json";

    private Json() {}

    /** An array of any length, on one line. */
    static <T> Answer array(Iterator<T> all, Answer.Line<T> element) {
        return Answer.of(
                "[",
                all,
                (one, to) -> {
                    element.write(one, to);
                    if (all.hasNext()) {
                        to.append(',');
                    }
                },
                "]\n");
    }

    /** An object, written as it comes. */
    static final class Fields {
        private final StringBuilder text = new StringBuilder("{");

        private StringBuilder name(String name) {
            if (text.length() > 1) {
                text.append(',');
            }
            return text.append('"').append(name).append("\":");
        }

        /** @param value null for what is not known */
        Fields put(String name, @Nullable String value) {
            if (value == null) {
                name(name).append("null");
            } else {
                name(name).append(new JsonPrimitive(value));
            }
            return this;
        }

        Fields put(String name, long value) {
            name(name).append(value);
            return this;
        }

        Fields put(String name, boolean value) {
            name(name).append(value);
            return this;
        }

        @Override
        public String toString() {
            return text + "}";
        }
    }
}

package lb.admin.runtime;

import java.util.Iterator;

/** Answers of JSON. */
final class Json {
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
}

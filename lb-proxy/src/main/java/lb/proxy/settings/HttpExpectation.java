package lb.proxy.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an HTTP response has to be. */
public sealed interface HttpExpectation {
    /** Both ends are within. */
    record StatusRange(int lowest, int highest) {}

    /**
     * The status.
     *
     * @param negated whether it must be none of them
     */
    record Status(List<StatusRange> ranges, boolean negated) implements HttpExpectation {
        public Status {
            ranges = List.copyOf(ranges);
        }
    }

    /** The status, its three digits held against a regular expression. */
    record StatusRegex(String expression, boolean negated) implements HttpExpectation {}

    /**
     * A field of the header.
     *
     * @param value what one of its values has to be, or hold; null where it only has to be there
     */
    record Field(String name, @Nullable BytePattern value, boolean negated) implements HttpExpectation {}

    /** What is in the body, of which no more is read than fits into 16 KiB with the header. */
    record Body(BytePattern pattern, boolean negated) implements HttpExpectation {}
}

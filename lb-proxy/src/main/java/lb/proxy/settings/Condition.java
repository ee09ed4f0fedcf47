package lb.proxy.settings;

import java.util.List;

/** What a route asks of a request, or of a connection in mode tcp. */
public sealed interface Condition {

    /** Each of them holds; with none, always. */
    record All(List<Condition> conditions) implements Condition {
        public All {
            conditions = List.copyOf(conditions);
        }
    }

    /** At least one of them holds; with none, never. */
    record Any(List<Condition> conditions) implements Condition {
        public Any {
            conditions = List.copyOf(conditions);
        }
    }

    /** The other does not hold. */
    record Not(Condition condition) implements Condition {}

    /**
     * The host asked for is one of these, in any case: {@code api.example.com}, or {@code *.example.com} for every name that
     * ends in {@code .example.com}, however many labels stand before.
     *
     * @param sample {@link Sample.Host} or {@link Sample.ServerName}
     */
    record Name(Sample sample, List<String> names) implements Condition {
        public Name {
            names = List.copyOf(names);
        }
    }

    /**
     * One of the sample's values compares well with one of these.
     *
     * @param ignoreCase whether ASCII letters are the same in either case
     */
    record Text(Sample sample, Comparison comparison, List<String> values, boolean ignoreCase) implements Condition {
        public Text {
            values = List.copyOf(values);
        }
    }

    /** The request has the sample at all, be its value empty. */
    record Present(Sample sample) implements Condition {}

    /** The client connects from one of these networks. */
    record Source(List<Network> networks) implements Condition {
        public Source {
            networks = List.copyOf(networks);
        }
    }

    /** How a text is held against another. */
    enum Comparison {
        /** The whole of it. */
        EXACT,
        /** Its beginning. */
        PREFIX,
        /**
         * Its beginning, up to its end, a slash or a semicolon: {@code /v1} is one of {@code /v1}, {@code /v1/x} and
         * {@code /v1;a=b}, not of {@code /v10}.
         */
        PATH_PREFIX,
        /** Its end. */
        SUFFIX,
        /** Anywhere in it. */
        CONTAINS,
        /** A regular expression in RE2's syntax, found anywhere in it unless it is anchored. */
        REGEX
    }
}

package lb.proxy.settings;

import java.util.List;

/**
 * What a route or rule asks of a request, a response, or a connection in mode tcp. Where a sample has no value, what is asked of
 * it does not hold.
 */
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

    /** Holds always, or never. */
    record Constant(boolean value) implements Condition {}

    /**
     * One of the sample's values is an address in one of these networks.
     *
     * @param sample an address, or a text that may be one
     */
    record Address(Sample sample, List<Network> networks) implements Condition {
        public Address {
            networks = List.copyOf(networks);
        }
    }

    /**
     * One of the sample's values is a number in one of these ranges.
     *
     * @param sample a number, the length of a text, of which there may be several, or a text: what its first decimal digits
     *     are, with a sign or not, and 0 without any
     */
    @SuppressWarnings("AvoidCommonTypeNames") // Never used beside Java's.
    record Number(Sample sample, List<Range> ranges) implements Condition {
        public Number {
            ranges = List.copyOf(ranges);
        }
    }

    /** Numbers from the least to the most, both among them. */
    record Range(long least, long most) {}

    /**
     * The request names one of the users with its password (RFC 7617).
     *
     * @param groups of which the user has to be in one; empty for any user
     */
    record Credentials(Users users, List<String> groups) implements Condition {
        public Credentials {
            groups = List.copyOf(groups);
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
        /** One or more whole segments of it, between slashes or question marks: HAProxy's {@code dir}. */
        DIRECTORY,
        /** One or more whole labels of it, between dots, slashes, question marks or colons: HAProxy's {@code dom}. */
        DOMAIN,
        /** A regular expression in RE2's syntax, found anywhere in it unless it is anchored. */
        REGEX
    }
}

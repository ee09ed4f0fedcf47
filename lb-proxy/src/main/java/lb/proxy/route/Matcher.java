package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Network;
import lb.proxy.settings.Sample;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Condition}, compiled once and held against any number of subjects, on any thread. Nothing but a regular
 * expression allocates.
 */
public sealed interface Matcher {
    /** Holds always. */
    Matcher ALWAYS = new All(new Matcher[0]);

    boolean matches(Subject subject);

    /**
     * Compiles a condition.
     *
     * @throws IllegalArgumentException if a regular expression is none
     */
    static Matcher of(Condition condition) {
        return switch (condition) {
            case Condition.All(List<Condition> conditions) ->
                all(conditions.stream().map(Matcher::of).toList());
            case Condition.Any(List<Condition> conditions) -> new Any(compiled(conditions));
            case Condition.Not(Condition inner) -> new Not(of(inner));
            case Condition.Name name -> new Name(partOf(name.sample()), table(name.names()));
            case Condition.Text text ->
                of(text.sample(), TextPattern.of(text.comparison(), text.values(), text.ignoreCase()));
            case Condition.Present(Sample sample) -> of(sample, null);
            case Condition.Constant _, Condition.Address _, Condition.Number _, Condition.Credentials _ ->
                throw notDone(condition);
            case Condition.Source(var networks) -> new Source(networks.toArray(Network[]::new));
        };
    }

    private static Matcher[] compiled(List<Condition> conditions) {
        return conditions.stream().map(Matcher::of).toArray(Matcher[]::new);
    }

    /** Each of them; one alone stands for itself. */
    static Matcher all(List<Matcher> matchers) {
        return matchers.size() == 1 ? matchers.getFirst() : new All(matchers.toArray(Matcher[]::new));
    }

    private static Matcher of(Sample sample, @Nullable TextPattern pattern) {
        return switch (sample) {
            case Sample.Header(String name, boolean _) -> new Header(lowerCase(name), pattern);
            case Sample.QueryParameter(String name) -> new QueryParameter(name.getBytes(ISO_8859_1), pattern);
            case Sample.Method _, Sample.Host _, Sample.Path _, Sample.Query _, Sample.ServerName _ ->
                new Whole(partOf(sample), pattern);
            default -> throw notDone(sample);
        };
    }

    private static IllegalArgumentException notDone(Object what) {
        return new IllegalArgumentException("not done yet: " + what);
    }

    private static byte[] lowerCase(String text) {
        return Ascii.lower(text.getBytes(ISO_8859_1));
    }

    /**
     * The part that a sample is.
     *
     * @throws IllegalArgumentException for a sample of which there may be several
     */
    static Part partOf(Sample sample) {
        return switch (sample) {
            case Sample.Method _ -> Part.METHOD;
            case Sample.Host _ -> Part.HOST;
            case Sample.Path _ -> Part.PATH;
            case Sample.Query _ -> Part.QUERY;
            case Sample.ServerName _ -> Part.SERVER_NAME;
            default -> throw new IllegalArgumentException(sample.toString());
        };
    }

    private static NameTable table(List<String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        names.forEach(name -> numbers.put(name, 0));
        return new NameTable(numbers);
    }

    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record All(Matcher[] matchers) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            for (Matcher matcher : matchers) {
                if (!matcher.matches(subject)) {
                    return false;
                }
            }
            return true;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Any(Matcher[] matchers) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            for (Matcher matcher : matchers) {
                if (matcher.matches(subject)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Not(Matcher matcher) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            return !matcher.matches(subject);
        }
    }

    record Name(Part part, NameTable names) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            int start = subject.start(part);
            return start >= 0 && names.find(subject.bytes(part), start, subject.end(part)) != NameTable.NONE;
        }
    }

    /**
     * A part that there is one of.
     *
     * @param pattern null where it is enough that there is one
     */
    record Whole(Part part, @Nullable TextPattern pattern) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            int start = subject.start(part);
            return start >= 0 && (pattern == null || pattern.matches(subject.bytes(part), start, subject.end(part)));
        }
    }

    /**
     * One line or another of a header field.
     *
     * @param pattern null where it is enough that there is one
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Header(byte[] name, @Nullable TextPattern pattern) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            ByteBuf in = subject.fieldBytes();
            for (int field = 0; field < subject.fields(); field++) {
                if (Ascii.isName(in, subject.nameStart(field), subject.nameEnd(field), name)
                        && (pattern == null
                                || pattern.matches(in, subject.valueStart(field), subject.valueEnd(field)))) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * One parameter of the query or another.
     *
     * @param pattern null where it is enough that there is one
     */
    @SuppressWarnings("ArrayRecordComponent")
    record QueryParameter(byte[] name, @Nullable TextPattern pattern) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            int start = subject.start(Part.QUERY);
            if (start < 0) {
                return false;
            }
            ByteBuf in = subject.bytes(Part.QUERY);
            int end = subject.end(Part.QUERY);
            while (start <= end) {
                int stop = indexOf(in, start, end, '&');
                int nameEnd = indexOf(in, start, stop, '=');
                int value = Math.min(nameEnd + 1, stop);
                if (nameEnd - start == name.length
                        && Ascii.isAt(in, start, name, false)
                        && (pattern == null || pattern.matches(in, value, stop))) {
                    return true;
                }
                start = stop + 1;
            }
            return false;
        }

        private static int indexOf(ByteBuf in, int start, int end, char wanted) {
            int index = in.indexOf(start, end, (byte) wanted);
            return index < 0 ? end : index;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Source(Network[] networks) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            byte[] address = subject.clientAddress();
            for (Network network : networks) {
                if (network.contains(address)) {
                    return true;
                }
            }
            return false;
        }
    }
}

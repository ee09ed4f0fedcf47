package lb.proxy.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Network;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Users;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Condition}, compiled once and held against any number of subjects, on any thread. Nothing allocates but
 * regular expressions, addresses in text, and passwords.
 */
public sealed interface Matcher {
    /** Holds always. */
    Matcher ALWAYS = new All(new Matcher[0]);

    boolean matches(Subject subject);

    /**
     * Compiles a condition that asks for no backend.
     *
     * @throws IllegalArgumentException if a regular expression is none
     */
    static Matcher of(Condition condition) {
        return of(condition, backend -> {
            throw new IllegalArgumentException("the servers of backend \"" + backend + "\" are not known here");
        });
    }

    /**
     * Compiles a condition.
     *
     * @param backends gives the backend of a name
     * @throws IllegalArgumentException if a regular expression is none, or what is asked cannot be
     */
    static Matcher of(Condition condition, Function<String, Backend> backends) {
        return switch (condition) {
            case Condition.All(List<Condition> conditions) ->
                all(conditions.stream().map(each -> of(each, backends)).toList());
            case Condition.Any(List<Condition> conditions) ->
                new Any(conditions.stream().map(each -> of(each, backends)).toArray(Matcher[]::new));
            case Condition.Not(Condition inner) -> new Not(of(inner, backends));
            case Condition.Name name -> new Name(partOf(name.sample()), table(name.names()));
            case Condition.Text text ->
                of(
                        Fetch.of(text.sample(), backends),
                        TextPattern.of(text.comparison(), text.values(), text.ignoreCase()));
            case Condition.Present(Sample sample) -> of(Fetch.of(sample, backends), null);
            case Condition.Source(List<Network> networks) -> new Source(networks.toArray(Network[]::new));
            case Condition.Constant(boolean value) -> value ? ALWAYS : new Any(new Matcher[0]);
            case Condition.Address(Sample sample, List<Network> networks) ->
                of(sample, Fetch.of(sample, backends), new AddressSet(networks));
            case Condition.Number(Sample sample, List<Condition.Range> ranges) ->
                of(sample, Fetch.of(sample, backends), new NumberRanges(ranges));
            case Condition.Credentials(Users users, List<String> groups) -> new Identified(UserList.of(users), groups);
        };
    }

    /** Each of them; one alone stands for itself. */
    static Matcher all(List<Matcher> matchers) {
        return matchers.size() == 1 ? matchers.getFirst() : new All(matchers.toArray(Matcher[]::new));
    }

    private static Matcher of(Fetch fetch, @Nullable TextPattern pattern) {
        if (fetch instanceof TextFetch text) {
            return new Sampled(text, pattern);
        }
        return pattern == null ? new Found(fetch) : new Spelled(fetch, pattern);
    }

    private static Matcher of(Sample sample, Fetch fetch, AddressSet networks) {
        return switch (fetch) {
            case Fetch.Address address -> new Addressed(address, networks);
            case TextFetch text -> new Sampled(text, new TextPattern.InNetworks(networks));
            default -> throw new IllegalArgumentException("the address of what has none: " + sample);
        };
    }

    private static Matcher of(Sample sample, Fetch fetch, NumberRanges ranges) {
        return switch (fetch) {
            // One value's length or another's.
            case Fetch.Length(TextFetch text) -> new Sampled(text, new TextPattern.OfLength(ranges));
            case Fetch.Numeric number -> new Counted(number, ranges);
            case TextFetch text -> new Sampled(text, new TextPattern.Decimal(ranges));
            default -> throw new IllegalArgumentException("the number of what is none: " + sample);
        };
    }

    /**
     * The part that a sample is.
     *
     * @throws IllegalArgumentException for a sample of which there may be several
     */
    static Part partOf(Sample sample) {
        return switch (sample) {
            case Sample.Host _ -> Part.HOST;
            case Sample.ServerName _ -> Part.SERVER_NAME;
            default -> throw new IllegalArgumentException("a name of " + sample);
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
     * One value of a text or another.
     *
     * @param pattern null where it is enough that there is one
     */
    record Sampled(TextFetch text, @Nullable TextPattern pattern) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            return text.any(subject, pattern);
        }
    }

    /** There is a value. */
    record Found(Fetch fetch) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            return fetch.isPresent(subject);
        }
    }

    /** What is no text, held against one as it would be written. It allocates. */
    record Spelled(Fetch fetch, TextPattern pattern) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            if (!fetch.isPresent(subject)) {
                return false;
            }
            ByteBuf text = Unpooled.buffer();
            fetch.append(subject, text);
            return pattern.matches(text, 0, text.writerIndex());
        }
    }

    record Counted(Fetch.Numeric number, NumberRanges ranges) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            long value = number.of(subject);
            return value != Fetch.Numeric.ABSENT && ranges.has(value);
        }
    }

    record Addressed(Fetch.Address address, AddressSet networks) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            return networks.has(address.of(subject));
        }
    }

    /**
     * The client has named a user, with the password.
     *
     * @param groups of which the user is in one; empty for any user
     */
    record Identified(UserList users, List<String> groups) implements Matcher {
        @Override
        public boolean matches(Subject subject) {
            return users.identifies(subject, groups);
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

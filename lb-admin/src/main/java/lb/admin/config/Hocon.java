package lb.admin.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Place;
import lb.admin.problem.SourceText;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as HOCON: a file with what it includes, or what another program's files mean.
 *
 * @param raw before substitutions: knows the line of every key, as a substituted value does not
 * @param sources the files in HOCON, in the order they were read
 * @param translated names of the files that were written for other programs, in the order they were read
 */
public record Hocon(ConfigObject raw, List<SourceText> sources, List<String> translated) {
    /** The library follows a chain of them by recursion, and slowly. */
    private static final int MOST_SUBSTITUTIONS = 1000;

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^}]*}");

    public Hocon {
        sources = List.copyOf(sources);
        translated = List.copyOf(translated);
    }

    /**
     * Parses a file and what it includes.
     *
     * @throws BrokenFileException at the first error of syntax, in this file or one that it includes
     */
    public static Hocon parse(SourceText source) {
        var includes = new Includes();
        try {
            source.refuseDeepNesting();
            var raw = includes.parse(source);
            refuseManySubstitutions(source.shown(), includes.read());
            return new Hocon(raw, includes.read(), List.of());
        } catch (ConfigException e) {
            throw broken(e, includes.read(), source.shown());
        }
    }

    /** With another one over it, whose values count where both have one. */
    public Hocon under(Hocon other) {
        return new Hocon(
                other.raw.withFallback(raw), joined(sources, other.sources), joined(translated, other.translated));
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /** Whether it says where clients connect. */
    public boolean hasFrontends() {
        return raw.containsKey(Keys.FRONTENDS.name());
    }

    /** Names of the files, in the order they were read; those of other programs first. */
    public List<String> files() {
        return Stream.concat(translated.stream(), sources.stream().map(SourceText::shown))
                .distinct()
                .toList();
    }

    /**
     * With every substitution in its place.
     *
     * @param over what goes over the file, such as a node's override
     * @param environment consulted for what the file itself does not have
     * @throws BrokenFileException at the first substitution that has no value
     */
    ConfigObject resolve(ConfigObject over, Map<String, String> environment) {
        var whole = over.withFallback(raw);
        refuseExcess(whole, environment);
        return resolved(whole, environment);
    }

    /** It was counted before that the library can do it. */
    private ConfigObject resolved(ConfigObject whole, Map<String, String> environment) {
        try {
            return whole.toConfig()
                    .resolve(ConfigResolveOptions.noSystem().appendResolver(new Environment(environment)))
                    .root();
        } catch (ConfigException e) {
            throw broken(e, sources, files().getFirst());
        }
    }

    /**
     * What has to be known before it is known which override goes over the file: one key of the top, which may be
     * readable although others need the override.
     *
     * @throws BrokenFileException when it is not
     */
    ConfigObject resolveOnly(String key, Map<String, String> environment) {
        refuseExcess(raw, environment);
        try {
            return resolved(raw, environment);
        } catch (BrokenFileException whole) {
            try {
                var partly = raw.toConfig()
                        .resolve(ConfigResolveOptions.noSystem()
                                .setAllowUnresolved(true)
                                .appendResolver(new Environment(environment)))
                        .root();
                if (partly.get(key) instanceof ConfigObject part
                        && part.toConfig().isResolved()) {
                    return partly.withOnlyKey(key);
                }
            } catch (ConfigException e) {
                throw whole;
            }
            throw whole;
        }
    }

    private void refuseExcess(ConfigObject whole, Map<String, String> environment) {
        var excess = whole.toConfig().isResolved() ? null : Growth.of(whole, environment, sources.size() > 1);
        if (excess != null) {
            var place = Places.of(whole, excess.path(), new Place(files().getFirst(), 0));
            throw new BrokenFileException(place.file(), place.line(), excess.message());
        }
    }

    private static void refuseManySubstitutions(String file, List<SourceText> sources) {
        var substitutions = sources.stream()
                .mapToLong(one -> SUBSTITUTION.matcher(one.text()).results().count())
                .sum();
        if (substitutions > MOST_SUBSTITUTIONS) {
            throw new BrokenFileException(file, 0, "holds more than %d substitutions".formatted(MOST_SUBSTITUTIONS));
        }
    }

    private static BrokenFileException broken(ConfigException e, List<SourceText> sources, String file) {
        var place = e.origin() == null ? new Place(file, 0) : Places.of(e.origin(), new Place(file, 0));
        var foreign = sources.stream()
                .filter(source -> source.shown().equals(place.file()))
                .findFirst()
                .flatMap(source -> ForeignFile.sentence(source.text()));
        if (foreign.isPresent()) {
            return new BrokenFileException(place.file(), 0, foreign.get());
        }
        return new BrokenFileException(place.file(), place.line(), words(e, place, sources));
    }

    private static String words(ConfigException e, Place place, List<SourceText> sources) {
        var message = String.valueOf(e.getMessage());
        if (e instanceof ConfigException.BugOrBroken) {
            return "its substitutions are more than the library for HOCON can put in (expected: fewer that build on"
                    + " keys above, or below, their own)";
        }
        if (e instanceof ConfigException.UnresolvedSubstitution) {
            var matcher = SUBSTITUTION.matcher(message);
            var substitution = matcher.find() ? matcher.group() : "a substitution";
            return message.contains("cycle")
                    ? substitution + " leads back to itself"
                    : substitution + " has no value (expected: a key of this file or an environment variable)";
        }
        if (sources.stream()
                .filter(source -> source.shown().equals(place.file()))
                .anyMatch(source -> source.secretNear(place.line()))) {
            return "syntax error, near a password and so not shown in detail"
                    + " (text with any of $\"{}[]:=,+#`^?!@*&\\ in it needs quotes)";
        }
        var text = withoutPlace(e, message);
        if (text.contains("end of file")) {
            return "syntax error: the file ends before everything is closed (expected: } or ])";
        }
        if (text.contains("LIST rather than object")) {
            return "syntax error: a list (expected: keys and values)";
        }
        if (text.contains("'newline'")) {
            return "syntax error: a line ends where a value, or the end of one in quotes, was expected";
        }
        // What follows is advice about .properties files and JSON.
        var advice = text.indexOf(" (");
        return "syntax error: "
                + Value.shortened(advice < 0 ? text : text.substring(0, advice))
                + (text.contains("':'") || text.contains("'*'") ? " (text with : or * needs quotes: \"*:80\")" : "");
    }

    private static String withoutPlace(ConfigException e, String message) {
        var origin = e.origin();
        var place = origin == null ? "" : origin.description() + ": ";
        return message.startsWith(place) ? message.substring(place.length()) : message;
    }

    /** Environment variables, where a substitution finds no key of the file. */
    private record Environment(Map<String, String> variables) implements ConfigResolver {
        @Override
        public @Nullable ConfigValue lookup(String path) {
            var value = variables.get(path);
            return value == null ? null : ConfigValueFactory.fromAnyRef(value, "environment variable " + path);
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }
}

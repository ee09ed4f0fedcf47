package lb.admin.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.SourceText;

/**
 * Parses files and what they include. An include is of a file, or of all that match a pattern in the last part of the
 * path ({@code conf.d/*.conf}), in the order of their names; relative to the file that includes. One that is missing is
 * an error, where HOCON would pass over it. One thread.
 */
final class Includes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private static final int MOST_FILES = 500;

    /** Of all together, those that are included twice counted twice. */
    private static final int MOST_CHARACTERS = 4 << 20;

    private static final Pattern URL_START = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");

    private final Deque<SourceText> open = new ArrayDeque<>();
    private final List<SourceText> read = new ArrayList<>();
    private long characters;

    /** Every file read so far, in that order. */
    List<SourceText> read() {
        return List.copyOf(read);
    }

    /** @throws BrokenFileException when it, or a file that it includes, is not readable */
    ConfigObject parse(SourceText source) {
        read.add(source);
        open.push(source);
        try {
            return ConfigFactory.parseString(
                            source.text(),
                            ConfigParseOptions.defaults()
                                    .setSyntax(ConfigSyntax.CONF)
                                    .setOriginDescription(source.shown())
                                    .setIncluder(this))
                    .root();
        } finally {
            open.pop();
        }
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        var from = open.element();
        var line = from.lineOf(Pattern.compile("include\\b.*" + Pattern.quote(what)));
        try {
            if (URL_START.matcher(what).lookingAt()) {
                return refuse("\"" + Value.shortened(what) + "\"", what);
            }
            var slash = what.lastIndexOf('/');
            var lastPart = what.substring(slash + 1);
            if (WILDCARD.matcher(what.substring(0, slash + 1)).find()) {
                throw new BrokenFileException(
                        from.shown(),
                        line,
                        "include \"%s\": only the last part of a path may have * or ?".formatted(what));
            }
            if (!WILDCARD.matcher(lastPart).find()) {
                return parseIncluded(from, line, from.path().resolveSibling(what), beside(from, what));
            }
            var folder = from.path().resolveSibling(what.substring(0, slash + 1));
            ConfigObject all = ConfigFactory.empty().root();
            for (var file : matching(folder, lastPart)) {
                var name = what.substring(0, slash + 1) + file.getFileName();
                all = parseIncluded(from, line, file, beside(from, name)).withFallback(all);
            }
            return all;
        } catch (NotDirectoryException e) {
            throw new BrokenFileException(
                    from.shown(), line, "include \"%s\": there is no such folder".formatted(what));
        } catch (IOException | DirectoryIteratorException e) {
            throw new BrokenFileException(
                    from.shown(), line, "include \"%s\": the folder cannot be read".formatted(what));
        } catch (InvalidPathException e) {
            throw new BrokenFileException(from.shown(), line, "include: not a path");
        }
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return refuse("url(…)", what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse("classpath(…)", what);
    }

    private ConfigObject refuse(String form, String what) {
        var from = open.element();
        throw new BrokenFileException(
                from.shown(),
                from.lineOf(Pattern.compile("include\\b.*" + Pattern.quote(what))),
                "include %s is not possible (expected: a file of this machine)".formatted(form));
    }

    private ConfigObject parseIncluded(SourceText from, int line, Path file, String shown) {
        if (!Files.exists(file)) {
            throw new BrokenFileException(from.shown(), line, "include \"%s\": there is no such file".formatted(shown));
        }
        for (var other : open) {
            if (sameFile(other.path(), file)) {
                throw new BrokenFileException(
                        from.shown(), line, "include \"%s\": the file includes itself".formatted(shown));
            }
        }
        if (read.size() >= MOST_FILES) {
            throw new BrokenFileException(
                    from.shown(), line, "include \"%s\": more than %d files".formatted(shown, MOST_FILES));
        }
        var source = SourceText.read(file, shown);
        characters += source.text().length();
        if (characters > MOST_CHARACTERS) {
            throw new BrokenFileException(
                    from.shown(),
                    line,
                    "include \"%s\": all included files up to this one are longer than 4 MiB together"
                            .formatted(shown));
        }
        source.refuseDeepNesting();
        return parse(source);
    }

    private static List<Path> matching(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        var found = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(folder, pattern)) {
            for (var file : files) {
                // As in a shell, * leaves out what is hidden, such as an editor's temporary files.
                if (!file.getFileName().toString().startsWith(".")) {
                    found.add(file);
                }
            }
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new IOException(e);
        }
        found.sort(null);
        return found;
    }

    private static boolean sameFile(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    /** How a file is named that another one names: beside that one, as the user sees it. */
    private static String beside(SourceText from, String what) {
        return Path.of(from.shown()).resolveSibling(what).toString();
    }
}

package lb.admin.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.admin.problem.PlainText;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.TlsProvider;
import lb.proxy.tls.ConnectContext;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.TlsFilesException;
import lb.proxy.tls.TlsLibrary;
import lb.proxy.tls.TlsProblem;
import org.jspecify.annotations.Nullable;

/**
 * The files of one {@code tls}: reads them as a start does, and tells what is wrong where the file is named. One thread.
 *
 * <p>Nothing is read for another node, whose files are not on this machine.
 */
final class TlsFiles {
    private final Value whole;

    /** What a file is named by. */
    private final Map<Path, Value> named = new LinkedHashMap<>();

    /** What has a file in a list that it names. */
    private final Map<Path, Value> listed = new LinkedHashMap<>();

    /** @param whole where anything else that is wrong is told */
    TlsFiles(Value whole) {
        this.whole = whole;
    }

    /** A path, beside the configuration where it is relative; null where it is left out, or wrong, which is then said. */
    static @Nullable Path path(Section section, Key<String> key) {
        var value = section.value(key);
        return value == null ? null : path(value);
    }

    /** The same of a value. */
    static @Nullable Path path(Value value) {
        var text = value.parsed(TlsKeys.FILE);
        if (text == null) {
            return null;
        }
        try {
            return value.reading().file().resolveSibling(text);
        } catch (InvalidPathException e) {
            value.expected(TlsKeys.FILE.expected());
            return null;
        }
    }

    /** Remembers where a file is named. */
    void name(@Nullable Path file, @Nullable Value value) {
        if (file != null && value != null) {
            named.putIfAbsent(file, value);
        }
    }

    /** Remembers which list a file is in. */
    void list(Path file, @Nullable Value list) {
        if (list != null) {
            listed.putIfAbsent(file, list);
        }
    }

    /** The same of the value of a key. */
    @Nullable
    Path named(Section section, Key<String> key) {
        var file = path(section, key);
        name(file, section.value(key));
        return file;
    }

    /** Reads the files for clients' connections. */
    void tryOut(ListenTls settings, TlsProvider provider) {
        var library = library(provider);
        if (library == null || whole.reading().elsewhere()) {
            return;
        }
        try {
            var context = ListenContext.load(settings, library);
            context.warnings().forEach(this::warn);
            context.close();
        } catch (TlsFilesException e) {
            e.problems().forEach(this::tell);
        }
    }

    /** Reads the files for connections to servers. */
    void tryOut(ConnectTls settings, TlsProvider provider) {
        var library = library(provider);
        if (library == null || whole.reading().elsewhere()) {
            return;
        }
        try {
            var context = ConnectContext.load(settings, library);
            context.warnings().forEach(this::warn);
            context.close();
        } catch (TlsFilesException e) {
            e.problems().forEach(this::tell);
        }
    }

    /** The same for those of a check, which Java's own library does. */
    void tryOutOfCheck(ConnectTls settings) {
        tryOut(settings, TlsProvider.JDK);
    }

    /** Null where there is none, which is then said. */
    private @Nullable TlsLibrary library(TlsProvider provider) {
        return switch (provider) {
            case AUTO -> TlsLibrary.best();
            case JDK -> TlsLibrary.JDK;
            case OPENSSL -> {
                var absence = TlsLibrary.absence();
                if (!absence.isEmpty()) {
                    whole.error("needs tls.library = openssl, which is not there: " + absence);
                }
                yield absence.isEmpty() ? TlsLibrary.OPENSSL : null;
            }
        };
    }

    void tell(List<TlsProblem> problems) {
        problems.forEach(this::tell);
    }

    private void tell(TlsProblem problem) {
        var value = valueOf(problem.file());
        value.wrong(text(problem, value));
    }

    private void warn(TlsProblem problem) {
        var value = valueOf(problem.file());
        value.doubtful(text(problem, value));
    }

    /** What names a file: that file, the folder that it is in, or one that it stands beside. */
    private Value valueOf(@Nullable Path file) {
        if (file == null) {
            return whole;
        }
        var exact = named.get(file);
        if (exact != null) {
            return exact;
        }
        var inList = listed.get(file);
        if (inList != null) {
            return inList;
        }
        for (var one : named.entrySet()) {
            if (file.startsWith(one.getKey()) || file.toString().startsWith(one.getKey() + ".")) {
                return one.getValue();
            }
        }
        return whole;
    }

    /** The file and the line, unless the value says the same. */
    private String text(TlsProblem problem, Value value) {
        var file = problem.file();
        if (file != null && value.equals(named.get(file)) && value.scalar().isPresent()) {
            return problem.line() == 0 ? problem.message() : "line " + problem.line() + ": " + problem.message();
        }
        return PlainText.of(problem.toString());
    }
}

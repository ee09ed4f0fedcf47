package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Words;

/** Pages for errors. */
final class ErrorLines {
    private static final Set<Context> BOTH =
            Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN, Context.BACKEND);
    private static final int FIRST = 400;

    static final List<Keyword<Proxy>> ALL = List.of(
            done("errorfile", BOTH, (arguments, proxy) -> file(arguments, proxy.http(), proxy.halves())),
            done("errorfiles", BOTH, ErrorLines::files),
            done("errorloc", BOTH, (arguments, proxy) -> location(arguments, proxy, 302)),
            done("errorloc302", BOTH, (arguments, proxy) -> location(arguments, proxy, 302)),
            done("errorloc303", BOTH, (arguments, proxy) -> location(arguments, proxy, 303)),
            done("http-error", BOTH, ErrorLines::page));

    private ErrorLines() {}

    private static void file(Arguments arguments, boolean http, List<Draft> halves) {
        OptionalInt code = arguments.number(200, 599);
        arguments.next("a file").ifPresent(file -> {
            if (http && code.isPresent()) {
                file(code.getAsInt(), file, arguments, halves);
            }
        });
    }

    private static void file(int code, String file, Arguments arguments, List<Draft> halves) {
        if (code < FIRST) {
            arguments.error("pages for %d are not done yet in this version (expected: 400 to 599)".formatted(code));
        } else if (file.equals("/dev/null")) {
            arguments.warning(
                    "%d: the connection cannot be closed without a word; the built-in page is sent".formatted(code));
        } else if (!Files.exists(path(file, arguments.place()))) {
            // Files of HAProxy's package often stay behind when its configuration moves to a machine without it.
            arguments.warning(
                    "there is no file %s; the built-in page is sent for %d".formatted(Shown.word(file), code));
        } else {
            put(code, new Draft(), arguments.place(), halves)
                    .forEach(page -> page.set("file", file, arguments.place()));
        }
    }

    private static Path path(String file, Place place) {
        try {
            return Path.of(place.file()).resolveSibling(file);
        } catch (java.nio.file.InvalidPathException e) {
            return Path.of("/");
        }
    }

    private static List<Draft> put(int code, Draft page, Place place, List<Draft> halves) {
        return halves.stream()
                .map(half -> {
                    Draft pages = half.object("error-pages", place);
                    pages.remove(Integer.toString(code));
                    Draft copy = pages.object(Integer.toString(code), place);
                    page.keys().forEach(key -> copy.move(key, page));
                    return copy;
                })
                .toList();
    }

    private static void location(Arguments arguments, Proxy proxy, int status) {
        OptionalInt code = arguments.number(FIRST, 599);
        arguments.next("a URL").ifPresent(url -> {
            if (proxy.http() && code.isPresent()) {
                Draft page = new Draft();
                page.set("status", status, arguments.place());
                page.object("headers", arguments.place()).set("Location", url, arguments.place());
                put(code.getAsInt(), page, arguments.place(), proxy.halves());
            }
        });
    }

    private static void files(Arguments arguments, Proxy proxy) {
        String name = arguments.next("the name of an http-errors section").orElse("");
        List<String> codes = arguments.rest();
        Section section = proxy.httpErrors().get(name);
        if (section == null) {
            if (!name.isEmpty()) {
                arguments.error("there is no http-errors section %s%s"
                        .formatted(
                                Shown.word(name),
                                Words.didYouMean(name, proxy.httpErrors().keySet())));
            }
            return;
        }
        for (Line line : section.lines()) {
            if (line.words().size() == 3
                    && (codes.isEmpty() || codes.contains(line.words().get(1)))) {
                file(
                        new Arguments(line, arguments.problems(), Arguments.Form.PLAIN, "errorfile", 1),
                        proxy.http(),
                        proxy.halves());
            }
        }
    }

    private static void page(Arguments arguments, Proxy proxy) {
        Draft page = new Draft();
        int code = 0;
        while (arguments.more()) {
            String word = arguments
                    .oneOf(List.of(
                            "status",
                            "content-type",
                            "string",
                            "file",
                            "hdr",
                            "default-errorfiles",
                            "errorfile",
                            "errorfiles",
                            "lf-string",
                            "lf-file"))
                    .orElse("");
            switch (word) {
                case "status" -> code = arguments.number(200, 599).orElse(0);
                case "content-type" -> text(arguments, page, "content-type");
                case "string" -> text(arguments, page, "body");
                case "file", "errorfile" -> text(arguments, page, "file");
                case "hdr" -> {
                    String name = arguments.next("the name of a header field").orElse("X");
                    arguments.next("its text").ifPresent(text -> header(arguments, page, name, text));
                }
                case "default-errorfiles" -> {}
                case "" -> {
                    return;
                }
                default -> {
                    arguments.error(
                            "%s is not done yet in this version (expected: string, file, errorfile)".formatted(word));
                    arguments.rest();
                    return;
                }
            }
        }
        if (code == 0) {
            arguments.error("no status (expected: status and a number)");
        } else if (code < FIRST) {
            arguments.error("pages for %d are not done yet in this version (expected: 400 to 599)".formatted(code));
        } else if (proxy.http()) {
            put(code, page, arguments.place(), proxy.halves());
        }
    }

    private static void text(Arguments arguments, Draft page, String key) {
        arguments.next("text").ifPresent(text -> page.set(key, text, arguments.place()));
    }

    private static void header(Arguments arguments, Draft page, String name, String text) {
        if (text.contains("%[")) {
            arguments.error("hdr: text that is made of the request is not done yet in this version");
        } else {
            page.object("headers", arguments.place()).set(name, text, arguments.place());
        }
    }
}

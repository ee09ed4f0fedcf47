package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Set;

/** Lines of {@code global} sections that are done. */
final class GlobalLines {
    private static final Set<Context> HERE = Keyword.in(Context.GLOBAL);

    static final List<Keyword<Global>> ALL = List.of(
            done(
                    "maxconn",
                    HERE,
                    (arguments, global) -> arguments
                            .number(1, 100_000_000)
                            .ifPresent(most -> global.root().set("max-connections", most, arguments.place()))),
            done(
                    "nbthread",
                    HERE,
                    (arguments, global) -> arguments
                            .number(1, 1024)
                            .ifPresent(threads -> global.root().set("threads", threads, arguments.place()))),
            done("setenv", HERE, (arguments, global) -> variable(arguments)),
            done("presetenv", HERE, (arguments, global) -> variable(arguments)),
            done("unsetenv", HERE, (arguments, global) -> arguments.rest()),
            done("resetenv", HERE, (arguments, global) -> arguments.rest()));

    private GlobalLines() {}

    /** It was set when the line was read, for the lines behind it. */
    private static void variable(Arguments arguments) {
        arguments.next("the name of a variable");
        arguments.next("its value");
    }
}

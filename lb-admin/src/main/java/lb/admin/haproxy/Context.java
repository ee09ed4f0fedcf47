package lb.admin.haproxy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where a keyword may stand: in a section, or behind the address of a {@code bind} or {@code server} line. */
public enum Context {
    GLOBAL("global", Named.NEVER),
    DEFAULTS("defaults", Named.MAYBE),
    FRONTEND("frontend", Named.ALWAYS),
    LISTEN("listen", Named.ALWAYS),
    BACKEND("backend", Named.ALWAYS),
    USERLIST("userlist", Named.ALWAYS),
    RESOLVERS("resolvers", Named.ALWAYS),
    PEERS("peers", Named.ALWAYS),
    MAILERS("mailers", Named.ALWAYS),
    CACHE("cache", Named.ALWAYS),
    PROGRAM("program", Named.ALWAYS),
    HTTP_ERRORS("http-errors", Named.ALWAYS),
    RING("ring", Named.ALWAYS),
    LOG_FORWARD("log-forward", Named.ALWAYS),
    FCGI_APP("fcgi-app", Named.ALWAYS),
    BIND("bind", Named.NOT_A_SECTION),
    SERVER("server", Named.NOT_A_SECTION);

    /** Whether a name stands behind the word. */
    private enum Named {
        NEVER,
        MAYBE,
        ALWAYS,
        NOT_A_SECTION
    }

    private final String word;
    private final Named named;

    Context(String word, Named named) {
        this.word = word;
        this.named = named;
    }

    /** As it is written. */
    public String word() {
        return word;
    }

    /** The section that a word begins. */
    static Optional<Context> section(String word) {
        return Arrays.stream(values())
                .filter(context -> context.named != Named.NOT_A_SECTION && context.word.equals(word))
                .findFirst();
    }

    /** The words that begin sections. */
    static List<String> sectionWords() {
        return Arrays.stream(values())
                .filter(context -> context.named != Named.NOT_A_SECTION)
                .map(Context::word)
                .toList();
    }

    boolean needsName() {
        return named == Named.ALWAYS;
    }

    boolean takesName() {
        return named == Named.ALWAYS || named == Named.MAYBE;
    }

    /** Whether it is a section that inherits from {@code defaults}. */
    public boolean isProxy() {
        return this == FRONTEND || this == LISTEN || this == BACKEND;
    }

    boolean hasFrontend() {
        return this == FRONTEND || this == LISTEN;
    }

    boolean hasBackend() {
        return this == BACKEND || this == LISTEN;
    }
}

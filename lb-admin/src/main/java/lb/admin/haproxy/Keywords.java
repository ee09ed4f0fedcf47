package lb.admin.haproxy;

import java.util.List;

/** All keywords of HAProxy 2.6's manual, by where they stand. Any thread. */
final class Keywords {
    static final KeywordTable<Global> GLOBAL = new KeywordTable<>(List.of(GlobalLines.ALL, GlobalKeywords.OTHERS));

    static final KeywordTable<Proxy> PROXIES =
            new KeywordTable<>(List.of(SectionKeywords.ALL, FrontendKeywords.ALL, BackendKeywords.ALL));

    static final KeywordTable<Backend> SERVERS = new KeywordTable<>(List.of(ServerKeywords.ALL));

    static final KeywordTable<SectionDraft> RESOLVERS = new KeywordTable<>(List.of(ResolverKeywords.ALL));

    private Keywords() {}

    /** Whether a line of a section may begin with a word. */
    static boolean knows(Context section, String word) {
        return switch (section) {
            case GLOBAL -> GLOBAL.knows(word);
            case DEFAULTS, FRONTEND, LISTEN, BACKEND -> PROXIES.knows(word);
            case RESOLVERS -> RESOLVERS.knows(word);
            default -> true;
        };
    }
}

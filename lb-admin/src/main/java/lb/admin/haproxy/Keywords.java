package lb.admin.haproxy;

import java.util.List;

/** All keywords of HAProxy 2.6's manual, by where they stand. Any thread. */
final class Keywords {
    static final KeywordTable<Global> GLOBAL =
            new KeywordTable<>(List.of(GlobalLines.ALL, GlobalTlsKeywords.ALL, GlobalKeywords.OTHERS));

    static final KeywordTable<Proxy> PROXIES = new KeywordTable<>(List.of(
            SectionKeywords.ALL,
            FrontendLines.ALL,
            FrontendKeywords.ALL,
            HttpLines.ALL,
            RuleLines.ALL,
            LogLines.ALL,
            MonitorLines.ALL,
            StatsLines.ALL,
            ErrorLines.ALL,
            BackendKeywords.ALL,
            RemovedKeywords.OF_PROXIES));

    static final KeywordTable<BindLine> BINDS = new KeywordTable<>(List.of(BindKeywords.ALL));

    static final KeywordTable<ServerOptions> SERVERS = new KeywordTable<>(List.of(ServerKeywords.ALL));

    static final KeywordTable<SectionDraft> USERLISTS = new KeywordTable<>(List.of(UserLines.ALL));

    static final KeywordTable<SectionDraft> RESOLVERS = new KeywordTable<>(List.of(ResolverKeywords.ALL));

    static final KeywordTable<SectionDraft> OTHERS = new KeywordTable<>(List.of(OtherKeywords.ALL));

    private Keywords() {}

    /** Whether a line of a section may begin with a word. */
    static boolean knows(Context section, String word) {
        return switch (section) {
            case GLOBAL -> GLOBAL.knows(word);
            case DEFAULTS, FRONTEND, LISTEN, BACKEND -> PROXIES.knows(word);
            case USERLIST -> USERLISTS.knows(word);
            case RESOLVERS -> RESOLVERS.knows(word);
            default -> OTHERS.knows(word);
        };
    }
}

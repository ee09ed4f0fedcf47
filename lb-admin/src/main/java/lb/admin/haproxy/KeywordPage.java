package lb.admin.haproxy;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** All keywords with their standing, as {@code docs/haproxy-keywords.md} has them. */
final class KeywordPage {
    private static final String HEAD = """
            # HAProxy's keywords

            Every keyword of HAProxy 2.6's manual, and what becomes of it in a `haproxy.cfg` that is given to lb. A test holds
            this page against the program's own table.

            - **done**: it does what it does in HAProxy; some of its arguments may be an error that says so.
            - **noted**: it has nothing to do here; `lb check` says what takes its place.
            - **done, deprecated**: it is followed, with a warning that names what replaced it.
            - **not done yet**: an error in this version.
            - **removed**: an error, as in HAProxy 2.6, that names what replaced it.
            """;

    private KeywordPage() {}

    static String text() {
        StringBuilder page = new StringBuilder(HEAD);
        table(page, "Section global", Keywords.GLOBAL.all());
        table(page, "Sections defaults, frontend, listen and backend", Keywords.PROXIES.all());
        table(page, "Behind the address of a bind", Keywords.BINDS.all());
        table(page, "Behind the address of a server, and in default-server", Keywords.SERVERS.all());
        table(page, "Section userlist", Keywords.USERLISTS.all());
        table(page, "Section resolvers", Keywords.RESOLVERS.all());
        table(page, "Other sections", Keywords.OTHERS.all());
        return page.toString();
    }

    private static <S> void table(StringBuilder page, String title, Collection<Keyword<S>> keywords) {
        page.append("\n## ").append(title).append("\n\n| keyword | in | | |\n|---|---|---|---|\n");
        List<Keyword<S>> sorted = keywords.stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
        for (Keyword<S> keyword : sorted) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            keyword.name(),
                            keyword.contexts().stream()
                                    .sorted()
                                    .map(Context::word)
                                    .collect(Collectors.joining(", ")),
                            keyword.standing().words(),
                            keyword.remark().replace("|", "\\|")));
        }
    }
}

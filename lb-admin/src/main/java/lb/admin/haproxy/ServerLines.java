package lb.admin.haproxy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lb.admin.foreign.Draft;
import lb.admin.problem.Words;

/** {@code server}, {@code server-template}, {@code default-server} and {@code dispatch}. */
final class ServerLines {
    private static final List<String> NAMES =
            ServerKeywords.ALL.stream().map(Keyword::name).toList();
    /** Those that begin a line that becomes a server. */
    static final List<String> WORDS = List.of("server", "server-template", "dispatch");

    private static final int MOST_SLOTS = 1000;

    /** What the server is called that dispatch becomes. */
    static final String DISPATCH = "dispatch";

    private ServerLines() {}

    static void defaultServer(Arguments arguments, Proxy proxy) {
        options(arguments, "default-server", proxy.backend().defaultServer());
    }

    static void server(Arguments arguments, Proxy proxy) {
        Optional<String> name = arguments.next("a name and an address");
        if (name.isEmpty()) {
            return;
        }
        String shown = "server " + Shown.word(name.get());
        arguments.keyword(shown);
        arguments.next("an address").ifPresent(address -> add(arguments, proxy, name.get(), shown, address, 0));
    }

    static void template(Arguments arguments, Proxy proxy) {
        Optional<String> name = arguments.next("a prefix, a number and an address");
        if (name.isEmpty()) {
            return;
        }
        String shown = "server-template " + Shown.word(name.get());
        arguments.keyword(shown);
        Optional<String> range = arguments.next("a number or 1 to a number, such as 5 or 1-5");
        Optional<String> address = range.flatMap(_ -> arguments.next("an address"));
        if (range.isEmpty() || address.isEmpty()) {
            return;
        }
        int slots = slots(arguments, range.get());
        add(arguments, proxy, name.get(), shown, address.get(), slots);
    }

    /** Where all goes of a backend without {@code balance}, of old; the last of several counts. */
    static void dispatch(Arguments arguments, Proxy proxy) {
        arguments
                .next("an address and a port")
                .flatMap(written -> ServerAddressWords.ours(arguments, written))
                .ifPresent(address -> {
                    Draft servers = proxy.backend().draft().object("servers", arguments.place());
                    Draft draft = servers.object(DISPATCH, arguments.place());
                    draft.set("address", address, arguments.place());
                    proxy.backend().dispatch(new Server(DISPATCH, draft, new ServerOptions(), arguments.place()));
                });
    }

    private static int slots(Arguments arguments, String range) {
        String from = range.contains("-") ? range.substring(0, range.indexOf('-')) : "1";
        String to = range.substring(range.indexOf('-') + 1);
        if (!from.matches("\\d{1,9}") || !to.matches("\\d{1,9}") || Integer.parseInt(to) < 1) {
            arguments.wrong(range, "a number or 1 to a number, such as 5 or 1-5");
            return 1;
        }
        if (Integer.parseInt(from) != 1) {
            arguments.error("%s: numbers that do not begin with 1 are not done yet in this version".formatted(range));
            return 1;
        }
        if (Integer.parseInt(to) > MOST_SLOTS) {
            arguments.error("%s: more than %d servers of one line are not done yet in this version"
                    .formatted(range, MOST_SLOTS));
            return 1;
        }
        return Integer.parseInt(to);
    }

    private static void add(Arguments arguments, Proxy proxy, String name, String shown, String written, int slots) {
        Draft servers = proxy.backend().draft().object("servers", arguments.place());
        ServerOptions options = proxy.backend().defaultServer().copy();
        Optional<String> address = ServerAddressWords.ours(arguments, written);
        options(arguments, shown, options);
        if (servers.has(name)) {
            arguments.error("there is a server of this name already, in line %d"
                    .formatted(servers.placeOf(name).orElseThrow().line()));
            return;
        }
        boolean followed = slots > 0
                && options.has("resolvers")
                && address.filter(ServerAddressWords::isName).isPresent();
        if (slots > 1 && !followed) {
            arguments.error(
                    "several servers of an address that no resolvers are asked for are not done yet in this version"
                            + " (expected: a server line for each)");
        }
        // Without name servers there is nothing to choose addresses from: it is one server, called as HAProxy does.
        String whole = slots > 0 && !followed ? name + 1 : name;
        Draft draft = servers.object(whole, arguments.place());
        // So that a wrong address is told once.
        draft.set("address", address.orElse("192.0.2.1:80"), arguments.place());
        if (followed) {
            draft.set("slots", slots, arguments.place());
        }
        proxy.backend().servers().add(new Server(whole, draft, options, arguments.place()));
    }

    private static void options(Arguments arguments, String shown, ServerOptions options) {
        Set<String> told = new HashSet<>();
        while (arguments.more()) {
            String word = arguments.next("an option").orElseThrow();
            Optional<Keyword<ServerOptions>> found = Keywords.SERVERS.get(word);
            if (found.isEmpty()) {
                arguments.keyword(shown);
                arguments.error("unknown option %s%s".formatted(Shown.word(word), Words.didYouMean(word, NAMES)));
                // What follows may be a value of it.
                while (arguments.more()
                        && Keywords.SERVERS.get(arguments.peek().orElseThrow()).isEmpty()) {
                    arguments.next("");
                }
                continue;
            }
            Keyword<ServerOptions> keyword = found.get();
            arguments.keyword(shown + ": " + word);
            // Twenty words of TLS have one reason.
            if (keyword.standing() != Standing.NOT_DONE || keyword.remark().isEmpty() || told.add(keyword.remark())) {
                KeywordTable.judge(keyword, arguments);
            }
            Translation<ServerOptions> translation = keyword.translation();
            if (translation != null) {
                translation.translate(arguments, options);
            } else if (ServerKeywords.values(keyword) > 0) {
                arguments.next("a value");
            }
        }
        arguments.keyword(shown);
    }
}

package lb.admin.runtime;

import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.stats.StatsCsv;
import lb.admin.stats.StatsFilter;
import lb.admin.stats.StatsJson;
import lb.admin.stats.StatsTyped;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/** The figures of frontends, backends and servers. */
final class StatCommands {
    private static final int ANY = -1;

    private StatCommands() {}

    static List<Command> of(NodeAccess node) {
        return List.of(
                new Command(
                        "show stat",
                        "[<proxy> <type> <server>] [json|no-maint|typed|up]*",
                        "report counters for each proxy and server",
                        Level.USER,
                        (arguments, _, allowed) -> stat(node, arguments, allowed)),
                Command.change(
                        "clear counters", "[all]", "clear max statistics counters (or all counters)", (words, by) -> {
                            boolean all = Arguments.at(0, words).equals("all");
                            node.told(by, all ? "clear counters all" : "clear counters");
                            node.proxy().clear(all);
                            return "";
                        }));
    }

    /** The three words first, as HAProxy has it: the proxy, by number or name, what kind of rows, the server's number. */
    private static Answer stat(NodeAccess node, List<String> arguments, Level allowed) throws CommandException {
        List<String> formats = arguments;
        Predicate<StatsRow> chosen = _ -> true;
        if (arguments.size() >= 3 && !isFormat(arguments.getFirst())) {
            formats = arguments.subList(3, arguments.size());
            chosen = chosen(node, arguments);
        }
        Stream<StatsRow> wanted = new StatsFilter(formats.contains("up"), formats.contains("no-maint"), "")
                .of(node.rows().get().filter(chosen));
        if (allowed.compareTo(Level.OPERATOR) < 0) {
            // Where servers are, and how clients are dealt to them, is for operators, as in HAProxy.
            wanted = wanted.map(StatsFilter::withoutLegends);
        }
        Iterator<StatsRow> rows = wanted.iterator();
        // As in HAProxy, the last of both formats does not count more, and what is none is passed over.
        if (formats.contains("typed")) {
            return Answer.of("", rows, StatsTyped::write, "");
        }
        return formats.contains("json")
                ? Json.array(rows, StatsJson::write)
                : Answer.of(StatsCsv.HEAD, rows, StatsCsv::write, "");
    }

    private static boolean isFormat(String word) {
        return switch (word) {
            case "json", "typed", "up", "no-maint" -> true;
            default -> false;
        };
    }

    private static Predicate<StatsRow> chosen(NodeAccess node, List<String> arguments) throws CommandException {
        String proxy = arguments.getFirst();
        int type = number(arguments.get(1));
        int server = number(arguments.get(2));
        boolean numbered = proxy.matches("-?[0-9]{1,9}");
        int id = numbered ? Integer.parseInt(proxy) : ANY;
        Predicate<StatsRow> ofProxy =
                row -> numbered ? id == ANY || row.number(Column.IID) == id : proxy.equals(row.text(Column.PXNAME));
        if (!numbered && !node.isProxy(proxy)) {
            throw CommandException.inWordsOf("No such proxy.");
        }
        return ofProxy.and(row -> type == ANY || (type & 1 << row.type().ordinal()) != 0)
                .and(row -> server == ANY || row.number(Column.SID) == server);
    }

    /** What is no number is 0, as in HAProxy. */
    private static int number(String word) {
        return word.matches("-?[0-9]{1,9}") ? Integer.parseInt(word) : 0;
    }
}

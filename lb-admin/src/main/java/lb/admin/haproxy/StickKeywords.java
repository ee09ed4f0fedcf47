package lb.admin.haproxy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;

/** Stickiness: as far as clients are told apart by their addresses. */
final class StickKeywords {
    private static final Set<Context> NO_DEFAULTS = Keyword.in(Context.LISTEN, Context.BACKEND);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kKmMgG]?)");
    private static final Pattern SOURCE = Pattern.compile("src(?:,ipmask\\((\\d{1,2})(?:,(\\d{1,3}))?\\))?");
    private static final int MOST = 10_000_000;

    /** Where HAProxy has none. */
    private static final String LONGEST = "24d";

    static final List<Keyword<Proxy>> ALL = List.of(
            Keyword.done(
                    "stick-table", Keyword.in(Context.FRONTEND, Context.LISTEN, Context.BACKEND), StickKeywords::table),
            Keyword.done("stick on", NO_DEFAULTS, StickKeywords::on),
            Keyword.notDone("stick match", NO_DEFAULTS, "stick on src matches and stores"),
            Keyword.notDone("stick store-request", NO_DEFAULTS, "stick on src matches and stores"),
            Keyword.notDone("stick store-response", NO_DEFAULTS, ""));

    private StickKeywords() {}

    private static void table(Arguments arguments, Proxy proxy) {
        Draft table = new Draft();
        Place at = arguments.place();
        boolean done = true;
        while (arguments.more()) {
            String word = arguments.next("").orElseThrow();
            switch (word) {
                case "type" -> {
                    String type = arguments
                            .next("ip, ipv6, integer, string or binary")
                            .orElse("ip");
                    if (List.of("string", "binary", "integer").contains(type)) {
                        arguments.take("len");
                        if (arguments
                                .peek()
                                .filter(next -> next.matches("\\d+"))
                                .isPresent()) {
                            arguments.next("");
                        }
                        arguments.error("type %s is not done yet in this version (expected: ip)".formatted(type));
                        done = false;
                    } else if (!type.equals("ip") && !type.equals("ipv6")) {
                        arguments.wrong(type, "ip, ipv6, integer, string or binary");
                        done = false;
                    }
                }
                case "size" -> arguments.next("a number").ifPresent(size -> size(arguments, table, size));
                case "expire" -> arguments.time().ifPresent(time -> table.set("expire", wholeSeconds(time), at));
                case "nopurge" -> arguments.error("nopurge is not done yet in this version");
                case "peers", "store", "srvkey", "write-to" -> {
                    arguments.next("a value");
                    arguments.error(word + " is not done yet in this version");
                    done = false;
                }
                default -> arguments.wrong(word, "type, size, expire, nopurge, peers, store or srvkey");
            }
        }
        if (!table.has("expire")) {
            table.set("expire", LONGEST, at);
        }
        if (done) {
            proxy.backend().table(table, at);
        }
    }

    private static void size(Arguments arguments, Draft table, String word) {
        Matcher matcher = SIZE.matcher(word);
        if (!matcher.matches()) {
            arguments.wrong(word, "a number, perhaps with k, m or g");
            return;
        }
        long unit = switch (matcher.group(2)) {
            case "k", "K" -> 1L << 10;
            case "m", "M" -> 1L << 20;
            case "g", "G" -> 1L << 30;
            default -> 1;
        };
        long size = Long.parseLong(matcher.group(1)) * unit;
        if (size > MOST) {
            arguments.note("%s: at most %d are remembered".formatted(word, MOST));
        }
        table.set("size", Math.clamp(size, 1, MOST), arguments.place());
    }

    private static String wholeSeconds(String time) {
        if (!time.endsWith("us") && !time.endsWith("ms")) {
            return time;
        }
        return Milliseconds.of(time)
                .map(millis -> Math.max(1, (millis + 999) / 1000) + "s")
                .orElse(time);
    }

    private static void on(Arguments arguments, Proxy proxy) {
        Optional<String> pattern = arguments.next("src");
        if (pattern.isEmpty()) {
            return;
        }
        Matcher source = SOURCE.matcher(pattern.get());
        if (!source.matches()) {
            arguments.rest();
            arguments.error("%s is not done yet in this version (expected: src)".formatted(Shown.word(pattern.get())));
            return;
        }
        if (arguments.more()) {
            arguments.error("%s is not done yet in this version"
                    .formatted(Shown.word(arguments.peek().orElseThrow())));
            arguments.rest();
            return;
        }
        Draft sticky = proxy.backend().draft().object("sticky", arguments.place());
        sticky.set("on", "source", arguments.place());
        if (source.group(1) != null) {
            sticky.set("ipv4-prefix", Integer.parseInt(source.group(1)), arguments.place());
        }
        if (source.group(2) != null) {
            sticky.set("ipv6-prefix", Integer.parseInt(source.group(2)), arguments.place());
        }
    }
}

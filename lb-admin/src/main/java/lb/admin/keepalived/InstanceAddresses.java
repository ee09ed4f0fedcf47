package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.List;
import lb.admin.foreign.Draft;
import lb.admin.keepalived.Keyword.Standing;

/** The addresses of an instance. */
final class InstanceAddresses {
    private InstanceAddresses() {}

    /** Puts them; returns whether they are of IPv6. */
    static boolean put(Block block, Draft into) {
        List<Statement> lines = lines(block, "virtual_ipaddress");
        if (lines.isEmpty()) {
            if (!block.has("notify_master") && !block.has("virtual_ipaddress_excluded")) {
                block.warning(
                        block.place(),
                        "has no virtual_ipaddress: the nodes choose a master, and nothing moves (expected: an address, or"
                                + " notify_master with what a cloud moves)");
            }
            into.comment("keepalived: no virtual_ipaddress");
            into.set("addresses", List.of(), block.place());
        } else {
            block.all("virtual_ipaddress").getLast().comments().forEach(into::comment);
        }
        boolean single = lines.size() == 1;
        for (Statement line : lines) {
            Object address = address(block, line);
            line.comments().forEach(into::comment);
            if (single && address instanceof String) {
                into.set("address", address, line.place());
            } else {
                into.add("addresses", address, line.place());
            }
        }
        for (Statement line : lines(block, "virtual_ipaddress_excluded")) {
            into.add("excluded-addresses", address(block, line), line.place());
        }
        return lines.isEmpty()
                ? block.has("native_ipv6")
                : lines.getFirst().keyword().indexOf(':') >= 0;
    }

    private static List<Statement> lines(Block block, String keyword) {
        List<Statement> lines = new ArrayList<>();
        for (Statement one : block.all(keyword)) {
            lines.addAll(one.block());
        }
        return lines;
    }

    /** Puts the routes or rules of a block, each as its line. */
    static void putLines(Block block, Statement lines, String key, Draft into) {
        for (Statement one : lines.block()) {
            into.add(key, String.join(" ", one.words()).replaceFirst(" no_track\\b", ""), one.place());
            if (one.words().contains("no_track")) {
                tellOfNoTrack(block, one);
            }
        }
    }

    static void tellOfNoTrack(Block block, Statement line) {
        block.note(line.place(), "no_track has no effect: what somebody removes is put back");
    }

    /** A text where nothing but the address is said. */
    private static Object address(Block block, Statement line) {
        Draft detailed = detailed(block, line);
        return detailed.keys().size() > 1 ? detailed : line.keyword();
    }

    /** The address, and what is said of it. */
    static Draft detailed(Block block, Statement line) {
        Draft address = new Draft();
        address.set("address", line.keyword(), line.place());
        List<String> words = line.arguments();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            var known = Keywords.find(Keywords.ADDRESS, word);
            boolean valued = List.of(
                            "dev", "label", "scope", "brd", "broadcast", "peer", "preferred_lft", "track_group")
                    .contains(word);
            String value = valued && i + 1 < words.size() ? words.get(++i) : "";
            if (known.isEmpty() && SharedLine.tellAddress(word, line, block)) {
                continue;
            }
            if (known.isEmpty() || known.get().standing() != Standing.DONE) {
                Keywords.isDone(
                        Keywords.ADDRESS,
                        block.title() + ": " + line.keyword(),
                        new Statement(line.place(), List.of(word), false, List.of(), List.of()),
                        block.problems());
                if (known.isEmpty()) {
                    break;
                }
            } else if (value.isEmpty()) {
                block.error(line.place(), line.keyword() + " " + word + " has no value (expected: one word)");
            } else {
                // A dev ties the address to its interface, although it is that of the instance.
                address.set(word.equals("dev") ? "interface" : word, value, line.place());
            }
        }
        return address;
    }
}

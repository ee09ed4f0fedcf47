package lb.admin.haproxy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that more than one {@code bind} has, or one of them twice. HAProxy has SO_REUSEPORT on every socket, so that it
 * starts, and each of them gets some of the connections. Ours has it where it is asked for.
 */
final class SharedBinds {
    /** What IPv4 addresses may begin with, and every address of it by its two ways of being written. */
    private static final Pattern FOUR = Pattern.compile("(?:ipv4@|tcp4@|tcp@)?(\\*?|[0-9.]+)(:[0-9]+)");

    private SharedBinds() {}

    /** As {@link #key} has them. */
    static Set<String> of(List<Section> sections) {
        Set<String> once = new HashSet<>();
        Set<String> shared = new HashSet<>();
        for (Section section : sections) {
            if (section.kind() != Context.FRONTEND && section.kind() != Context.LISTEN) {
                continue;
            }
            for (Line line : section.lines()) {
                if (line.first().equals("bind") && line.words().size() > 1) {
                    int device = line.words().indexOf("interface") + 1;
                    String named = device > 0 && device < line.words().size()
                            ? line.words().get(device)
                            : "";
                    for (String address : line.words().get(1).split(",", -1)) {
                        String key = key(address, named);
                        if (!once.add(key)) {
                            shared.add(key);
                        }
                    }
                }
            }
        }
        return shared;
    }

    /**
     * One for all ways to write an address.
     *
     * @param device its interface; empty for none
     */
    static String key(String address, String device) {
        Matcher four = FOUR.matcher(address);
        String plain = four.matches() ? (four.group(1).isEmpty() ? "*" : four.group(1)) + four.group(2) : address;
        return plain + " " + device;
    }

    /** Whether several sockets can have it: that of a UNIX socket has one. */
    static boolean isOfNetwork(String address) {
        return !BindLine.isLocal(address);
    }
}

package lb.admin.haproxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports of addresses that more than one {@code bind} has, or one of them twice. HAProxy has SO_REUSEPORT on every socket, so
 * that it starts, and each of them gets some of the connections. Ours has it where it is asked for.
 */
final class SharedBinds {
    static final SharedBinds NONE = new SharedBinds(Map.of());

    /** By address and interface: ranges that neither overlap nor hold each other, by their first port. */
    private final Map<String, NavigableMap<Integer, Integer>> shared;

    private SharedBinds(Map<String, NavigableMap<Integer, Integer>> shared) {
        this.shared = shared;
    }

    /** Those of all sections. */
    static SharedBinds of(List<Section> sections) {
        Map<String, List<Ports>> all = new HashMap<>();
        for (Section section : sections) {
            if (section.kind() != Context.FRONTEND && section.kind() != Context.LISTEN) {
                continue;
            }
            for (Line line : section.lines()) {
                if (line.first().equals("bind") && line.words().size() > 1) {
                    String device = device(line.words());
                    for (String address : line.words().get(1).split(",", -1)) {
                        BindLine.plain(address)
                                .flatMap(plain -> Ports.of(plain, device))
                                .ifPresent(ports -> all.computeIfAbsent(ports.where(), _ -> new ArrayList<>())
                                        .add(ports));
                    }
                }
            }
        }
        Map<String, NavigableMap<Integer, Integer>> shared = new HashMap<>();
        all.forEach((where, ports) -> {
            NavigableMap<Integer, Integer> twice = twice(ports);
            if (!twice.isEmpty()) {
                shared.put(where, twice);
            }
        });
        return new SharedBinds(shared);
    }

    private static String device(List<String> words) {
        List<String> options = words.subList(2, words.size());
        int name = options.indexOf("interface") + 1;
        return name > 0 && name < options.size() ? options.get(name) : "";
    }

    private static NavigableMap<Integer, Integer> twice(List<Ports> all) {
        all.sort(Comparator.comparingInt(Ports::first));
        NavigableMap<Integer, Integer> twice = new TreeMap<>();
        int reached = -1;
        for (Ports ports : all) {
            int end = Math.min(ports.last(), reached);
            if (ports.first() <= end) {
                Map.Entry<Integer, Integer> before = twice.lastEntry();
                if (before == null || before.getValue() < ports.first()) {
                    twice.put(ports.first(), end);
                } else {
                    twice.merge(before.getKey(), end, Math::max);
                }
            }
            reached = Math.max(reached, ports.last());
        }
        return twice;
    }

    /**
     * Whether another has the address, or one of its ports.
     *
     * @param address as our configuration writes it
     * @param device its interface; empty for none
     */
    boolean has(String address, String device) {
        return Ports.of(address, device).filter(this::has).isPresent();
    }

    private boolean has(Ports ports) {
        NavigableMap<Integer, Integer> twice = shared.get(ports.where());
        Map.Entry<Integer, Integer> last = twice == null ? null : twice.floorEntry(ports.last());
        return last != null && last.getValue() >= ports.first();
    }

    /**
     * The ports of a bind.
     *
     * @param where its address and interface, the same for all ways to write them
     */
    private record Ports(String where, int first, int last) {
        private static final Pattern ADDRESS = Pattern.compile("(.*):(\\d{1,5})(?:-(\\d{1,5}))?");

        /** Empty for a UNIX socket, of which there is one, and for one that is inherited. */
        static Optional<Ports> of(String address, String device) {
            Matcher parts = ADDRESS.matcher(address);
            if (BindLine.isLocal(address) || !parts.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(parts.group(2));
            int last = parts.group(3) == null ? first : Integer.parseInt(parts.group(3));
            return Optional.of(new Ports(canonical(parts.group(1)) + " " + device, first, last));
        }

        private static String canonical(String host) {
            boolean brackets = host.startsWith("[") && host.endsWith("]");
            String literal = host.equals("*") ? "0.0.0.0" : brackets ? host.substring(1, host.length() - 1) : host;
            try {
                return InetAddress.ofLiteral(literal).getHostAddress();
            } catch (IllegalArgumentException e) {
                // Not an address: its reader says so.
                return host;
            }
        }
    }
}

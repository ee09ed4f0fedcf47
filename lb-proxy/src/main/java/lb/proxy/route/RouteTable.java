package lb.proxy.route;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import lb.proxy.settings.Condition;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a frontend, of which the first that matches counts. Those that ask for host names are not gone through one
 * after the other: the name is looked up, and only the routes that it leaves, in their order, are held against the rest.
 *
 * <pre>
 *  0  host = a.example, path-prefix = /v1        names       routes left, in order
 *  1  path = /health                             a.example   0 1 2 3
 *  2  host = [ a.example, *.b.example ]          *.b.example 1 2 3
 *  3  always                                     any other   1 3
 * </pre>
 *
 * Immutable; on any thread.
 */
public final class RouteTable {
    /** What is found when no route matches. */
    public static final int NONE = -1;

    private final Part part;
    private final @Nullable NameTable names;

    /** By the number of a name: its routes, in their order. */
    private final int[][] candidates;

    /** Those for any name that is not in the table. */
    private final int[] others;

    /** What is left to be asked of a candidate, whose name fits. */
    private final Matcher[] rests;

    /**
     * @param conditions of the routes, in their order
     * @param part the name by which is looked up: {@link Part#HOST} or {@link Part#SERVER_NAME}
     * @param backends gives the backend of a name
     * @throws IllegalArgumentException if a regular expression is none
     */
    public RouteTable(List<Condition> conditions, Part part, Function<String, Backend> backends) {
        this.part = part;
        List<@Nullable List<String>> namesOf = new ArrayList<>();
        rests = new Matcher[conditions.size()];
        for (int route = 0; route < rests.length; route++) {
            List<Condition> all = conditions.get(route) instanceof Condition.All(List<Condition> each)
                    ? each
                    : List.of(conditions.get(route));
            Condition.Name name = firstName(all);
            namesOf.add(name == null ? null : name.names());
            rests[route] = Matcher.all(all.stream()
                    .filter(condition -> !condition.equals(name))
                    .map(condition -> Matcher.of(condition, backends))
                    .toList());
        }
        Map<String, int[]> routes = new LinkedHashMap<>();
        namesOf.forEach(some -> {
            if (some != null) {
                some.forEach(name ->
                        routes.computeIfAbsent(name.toLowerCase(Locale.ROOT), lower -> covering(namesOf, lower)));
            }
        });
        others = IntStream.range(0, rests.length)
                .filter(route -> namesOf.get(route) == null)
                .toArray();
        candidates = routes.values().toArray(int[][]::new);
        names = routes.isEmpty() ? null : new NameTable(numbered(routes));
    }

    private Condition.@Nullable Name firstName(List<Condition> all) {
        for (Condition condition : all) {
            if (condition instanceof Condition.Name name && Matcher.partOf(name.sample()) == part) {
                return name;
            }
        }
        return null;
    }

    private static int[] covering(List<@Nullable List<String>> namesOf, String name) {
        return IntStream.range(0, namesOf.size())
                .filter(route -> {
                    List<String> own = namesOf.get(route);
                    return own == null || own.stream().anyMatch(pattern -> NameTable.covers(pattern, name));
                })
                .toArray();
    }

    private static Map<String, Integer> numbered(Map<String, int[]> routes) {
        Map<String, Integer> numbers = new HashMap<>();
        routes.keySet().forEach(name -> numbers.put(name, numbers.size()));
        return numbers;
    }

    /** The number of the first route that matches, or {@link #NONE}. */
    public int first(Subject subject) {
        for (int route : candidates(subject)) {
            if (rests[route].matches(subject)) {
                return route;
            }
        }
        return NONE;
    }

    private int[] candidates(Subject subject) {
        if (names == null) {
            // Nobody waits for the name of a TLS client that nobody asks for.
            return others;
        }
        int start = subject.start(part);
        if (start < 0) {
            return others;
        }
        ByteBuf in = subject.bytes(part);
        int name = names.find(in, start, subject.end(part));
        return name == NameTable.NONE ? others : candidates[name];
    }
}

package lb.dist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import lb.admin.demo.ProbeReport;

/** What was measured, as tables in Markdown: one for each way to speak VRRP, one line for an event and a contestant. */
final class FailoverFigures {
    private final Map<Vrrp, Map<String, Map<String, List<Round>>>> ways = new LinkedHashMap<>();

    /**
     * One time that an event was measured.
     *
     * @param away what the client saw from the event until it was served again
     * @param back the same from the end of the event
     * @param shared for how long both nodes had the address meanwhile
     */
    record Round(ProbeReport away, ProbeReport back, Duration shared) {}

    synchronized void add(Vrrp vrrp, String event, String contestant, Round round) {
        ways.computeIfAbsent(vrrp, any -> new LinkedHashMap<>())
                .computeIfAbsent(event, any -> new TreeMap<>())
                .computeIfAbsent(contestant, any -> new ArrayList<>())
                .add(round);
    }

    @Override
    public synchronized String toString() {
        return ways.entrySet().stream()
                .map(way -> table(way.getKey(), way.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String table(Vrrp vrrp, Map<String, Map<String, List<Round>>> events) {
        var table = new StringBuilder("## %s%n%n".formatted(vrrp)).append("""
                | event | | times | outage, median ms | worst | longest gap without an answer | requests failed, median | worst | slowest answer ms | both had it, worst ms | its end: outage, median ms | worst |
                |---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        events.forEach((event, contestants) -> contestants.forEach((contestant, rounds) ->
                table.append("| %s | %s | %d | %s |%n".formatted(event, contestant, rounds.size(), figures(rounds)))));
        return table.toString();
    }

    private static String figures(List<Round> rounds) {
        var outages = sorted(rounds, round -> round.away().outage().toMillis());
        var failed = sorted(rounds, round -> round.away().failures());
        var back = sorted(rounds, round -> round.back().outage().toMillis());
        return List.of(
                        median(outages),
                        outages.getLast(),
                        sorted(rounds, round -> round.away().longestGap().toMillis())
                                .getLast(),
                        median(failed),
                        failed.getLast(),
                        sorted(rounds, round -> round.away().slowest().toMillis())
                                .getLast(),
                        sorted(rounds, round -> round.shared().toMillis()).getLast(),
                        median(back),
                        back.getLast())
                .stream()
                .map(String::valueOf)
                .collect(Collectors.joining(" | "));
    }

    private static List<Long> sorted(List<Round> rounds, ToLongFunction<Round> figure) {
        return rounds.stream().mapToLong(figure).sorted().boxed().toList();
    }

    private static Long median(List<Long> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}

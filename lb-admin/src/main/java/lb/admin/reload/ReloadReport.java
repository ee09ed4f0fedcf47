package lb.admin.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lb.admin.problem.Problem;
import lb.proxy.reload.Changes;
import lb.proxy.reload.Difference;

/**
 * What became of a reload, for people.
 *
 * @param applied whether the node is by now what the files say; else nothing has changed
 * @param lines the first says what became of it; each of the others a change, or a problem
 * @param warnings of what the files say, that works but is worth a look
 */
public record ReloadReport(boolean applied, List<String> lines, List<String> warnings) {
    /** A reload of hundreds of servers is not to fill the log. */
    private static final int MOST_NAMES = 20;

    public ReloadReport {
        lines = List.copyOf(lines);
        warnings = List.copyOf(warnings);
    }

    /** It is done. */
    static ReloadReport of(Changes changes, Duration took, List<Problem> warnings) {
        List<String> lines = new ArrayList<>();
        lines.add("reloaded in " + took.toMillis() + " ms"
                + (changes.isEmpty() ? ": nothing differs, and certificates were read again" : ""));
        tell("frontends", changes.frontends(), lines);
        tell("addresses", changes.binds(), lines);
        tell("backends", changes.backends(), lines);
        tell("servers", changes.servers(), lines);
        lines.addAll(changes.others());
        return new ReloadReport(true, lines, told(warnings));
    }

    /** Nothing has changed, for these reasons. */
    static ReloadReport refused(List<String> problems, int count, List<Problem> warnings) {
        return new ReloadReport(
                false,
                Stream.concat(
                                Stream.of("not reloaded, nothing has changed: " + count
                                        + (count == 1 ? " problem" : " problems")),
                                problems.stream())
                        .toList(),
                told(warnings));
    }

    /** A mistake of lb itself. */
    static ReloadReport failed(Throwable mistake) {
        return new ReloadReport(
                false,
                List.of(
                        "not reloaded, by a mistake of lb itself: " + mistake,
                        "what runs may be neither the former configuration nor the new one: restart the node, and send the"
                                + " lines of its log"),
                List.of());
    }

    private static List<String> told(List<Problem> warnings) {
        return warnings.stream().map(Problem::toString).toList();
    }

    private static void tell(String kind, Difference difference, List<String> lines) {
        List<String> parts = new ArrayList<>();
        part("new", difference.added(), parts);
        part("gone", difference.removed(), parts);
        part("changed", difference.changed(), parts);
        if (!parts.isEmpty()) {
            lines.add(kind + ": " + String.join("; ", parts));
        }
    }

    private static void part(String word, List<String> names, List<String> parts) {
        if (!names.isEmpty()) {
            int more = names.size() - MOST_NAMES;
            parts.add(word + " " + String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())))
                    + (more > 0 ? " and " + more + " more" : ""));
        }
    }

    /** All of it, a line each. */
    public String text() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        warnings.forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }
}

package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What is known to differ between us and HAProxy, from {@code haproxy-differences.txt}, which explains its format. */
final class HaproxyDifferences {
    /** Who let more requests through, or neither. */
    enum Kind {
        LB_REFUSES,
        HAPROXY_REFUSES,
        BOTH_FORWARD
    }

    /**
     * One input that did not mean the same to both.
     *
     * @param lb the requests that reached our server
     * @param haproxy those that reached HAProxy's
     */
    record Difference(String input, List<String> lb, List<String> haproxy) {
        Kind kind() {
            if (lb.size() < haproxy.size() && haproxy.subList(0, lb.size()).equals(lb)) {
                return Kind.LB_REFUSES;
            }
            if (lb.size() > haproxy.size() && lb.subList(0, haproxy.size()).equals(haproxy)) {
                return Kind.HAPROXY_REFUSES;
            }
            return Kind.BOTH_FORWARD;
        }

        @Override
        public String toString() {
            return "\n" + kind() + " (lb: " + Refusal.of(input) + ") " + escaped(List.of(input)) + "\n  lb      "
                    + escaped(lb) + "\n  HAProxy " + escaped(haproxy);
        }

        private static List<String> escaped(List<String> requests) {
            return requests.stream()
                    .map(HostileTable::escaped)
                    .map(request -> request.substring(0, Math.min(request.length(), 500)))
                    .toList();
        }
    }

    private record Rule(String reason, Kind kind, Pattern input) {}

    private record Refused(String reason, Set<String> why) {}

    private final List<Rule> rules = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private Pattern fields = Pattern.compile("(?!)");

    private HaproxyDifferences() {}

    static HaproxyDifferences read() throws IOException {
        HaproxyDifferences differences = new HaproxyDifferences();
        try (InputStream in = HaproxyDifferences.class.getResourceAsStream("haproxy-differences.txt")) {
            String reason = "";
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n")) {
                if (line.startsWith("[")) {
                    reason = line.substring(1, line.length() - 1);
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    differences.add(reason, line.split(" ", 2));
                }
            }
        }
        return differences;
    }

    private void add(String reason, String[] rule) {
        switch (rule[0]) {
            case "FIELD" -> fields = Pattern.compile("\n(" + rule[1] + ")(?=\n)");
            case "LB_REFUSES" -> refused.add(new Refused(reason, Set.of(rule[1].split(" "))));
            default -> rules.add(new Rule(reason, Kind.valueOf(rule[0]), Pattern.compile(rule[1])));
        }
    }

    /** What of requests is compared. */
    List<String> compared(List<String> requests) {
        return requests.stream()
                .map(request -> fields.matcher(request).replaceAll(""))
                .toList();
    }

    /** Why they differ, or null if nobody knows. */
    String reason(Difference difference) {
        if (difference.kind() == Kind.LB_REFUSES) {
            String why = String.valueOf(Refusal.of(difference.input()));
            for (Refused known : refused) {
                if (known.why().contains(why)) {
                    return known.reason();
                }
            }
        }
        for (Rule rule : rules) {
            if (rule.kind() == difference.kind()
                    && rule.input().matcher(difference.input()).find()) {
                return rule.reason();
            }
        }
        return null;
    }
}

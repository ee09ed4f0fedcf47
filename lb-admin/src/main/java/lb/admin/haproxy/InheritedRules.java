package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rules of a {@code defaults} section as the sections get them that inherit it. Its ACLs are for its own rules only, whatever
 * a section calls its own: they come under its name and a dot, and only those that a rule asks for.
 */
final class InheritedRules {
    private static final Set<String> RULES =
            Set.of("http-request", "http-response", "http-after-response", "tcp-request", "tcp-response");

    private final String section;
    private final Set<String> names;
    private final Set<String> asked = new HashSet<>();

    private InheritedRules(String section, Set<String> names) {
        this.section = section;
        this.names = names;
    }

    /** Whether a section may not be inherited by everything: one with a rule. */
    static boolean isRule(Line line) {
        return RULES.contains(line.first())
                && line.words().size() > 1
                && !line.words().get(1).equals("inspect-delay");
    }

    /**
     * The lines of a section for those that inherit it.
     *
     * @param section its name
     */
    static List<Line> of(String section, List<Line> lines) {
        Set<String> names = lines.stream()
                .filter(InheritedRules::isAcl)
                .map(line -> line.words().get(1))
                .collect(Collectors.toSet());
        if (names.isEmpty()) {
            return lines;
        }
        InheritedRules rules = new InheritedRules(section, names);
        List<Line> renamed = lines.stream()
                .map(line -> isRule(line) ? rules.conditionOf(line) : line)
                .toList();
        return renamed.stream()
                .filter(line ->
                        !isAcl(line) || rules.asked.contains(line.words().get(1)))
                .map(line -> isAcl(line) ? rules.nameOf(line) : line)
                .toList();
    }

    private static boolean isAcl(Line line) {
        return line.first().equals("acl") && line.words().size() > 1;
    }

    private Line nameOf(Line acl) {
        List<String> words = new ArrayList<>(acl.words());
        words.set(1, own(words.get(1)));
        return new Line(acl.place(), words, acl.comments());
    }

    /** What stands behind the last {@code if} or {@code unless}, but for what has no name. */
    private Line conditionOf(Line rule) {
        List<String> words = new ArrayList<>(rule.words());
        int from = Math.max(words.lastIndexOf("if"), words.lastIndexOf("unless"));
        boolean unnamed = false;
        for (int i = from < 0 ? words.size() : from + 1; i < words.size(); i++) {
            String word = words.get(i);
            String not = word.startsWith("!") ? "!" : "";
            String name = word.substring(not.length());
            if (name.equals("{")) {
                unnamed = true;
            } else if (name.equals("}")) {
                unnamed = false;
            } else if (!unnamed && names.contains(name)) {
                asked.add(name);
                words.set(i, not + own(name));
            }
        }
        return new Line(rule.place(), words, rule.comments());
    }

    private String own(String name) {
        return section + "." + name;
    }
}

package lb.admin.rule;

import java.util.ArrayList;
import java.util.List;
import lb.admin.rule.Patterns.BadPatternException;
import lb.proxy.settings.Condition.Range;
import lb.proxy.settings.Network;

/** The patterns of one criterion, from its words and its files. */
final class PatternList {
    private final List<String> exact = new ArrayList<>();
    private final List<String> ignoringCase = new ArrayList<>();
    private final List<Range> ranges = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private boolean seen;
    private String operator = "eq";

    /** Texts that are compared as they are. */
    List<String> exact() {
        return exact;
    }

    /** Texts that are compared without regard to case. */
    List<String> ignoringCase() {
        return ignoringCase;
    }

    List<Range> ranges() {
        return ranges;
    }

    List<Network> networks() {
        return networks;
    }

    /** Whether there was any, be it a wrong one, or a file, be it empty. */
    boolean isSeen() {
        return seen;
    }

    void setSeen() {
        seen = true;
    }

    /** Whether an operator stands at the end, with nothing to compare with. */
    boolean isHanging() {
        return !operator.equals("eq") && ranges.isEmpty();
    }

    /** Adds one. */
    void add(MatchMethod method, String text, boolean ignoreCase) throws BadPatternException {
        seen = true;
        switch (method) {
            case INT, LEN -> {
                if (Patterns.OPERATORS.contains(text)) {
                    operator = text;
                } else {
                    ranges.add(Patterns.range(operator, text));
                }
            }
            case IP -> networks.addAll(Patterns.networks(text));
            default -> (ignoreCase ? ignoringCase : exact).add(Patterns.bytes(text));
        }
    }
}

package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import lb.admin.problem.Problems;

/**
 * Lines that have more on them than keepalived reads: {@code interface eth0 virtual_router_id 51} is an interface and nothing
 * else. What was meant is read on, so that the one error is not followed by others.
 */
final class SharedLine {
    private static final String OWN_LINE = " (expected: a line of its own)";

    /** How many words keepalived reads after each, by block; of those that are not here it reads the whole line. */
    private static final Map<String, Map<String, Integer>> ARGUMENTS = Map.of(
            Keywords.SCRIPT, words(List.of("init_fail"), List.of("interval", "timeout", "rise", "fall")),
            Keywords.PROCESS,
                    words(
                            List.of("full_command"),
                            List.of("param_match", "quorum", "quorum_max", "delay", "fork_delay", "terminate_delay")),
            Keywords.FILE, words(List.of(), List.of("file")),
            Keywords.AUTHENTICATION, words(List.of(), List.of("auth_type", "auth_pass")),
            Keywords.INSTANCE,
                    words(
                            List.of("nopreempt", "preempt", "native_ipv6", "accept"),
                            List.of(
                                    "state",
                                    "interface",
                                    "virtual_router_id",
                                    "priority",
                                    "advert_int",
                                    "version",
                                    "unicast_src_ip",
                                    "unicast_source_ip",
                                    "mcast_src_ip",
                                    "preempt_delay",
                                    "garp_master_delay",
                                    "garp_master_repeat",
                                    "garp_lower_prio_delay",
                                    "garp_lower_prio_repeat",
                                    "garp_master_refresh",
                                    "garp_master_refresh_repeat")));

    private SharedLine() {}

    private static Map<String, Integer> words(List<String> none, List<String> one) {
        Map<String, Integer> words = new HashMap<>();
        none.forEach(word -> words.put(word, 0));
        one.forEach(word -> words.put(word, 1));
        return Map.copyOf(words);
    }

    /**
     * The statements of a block, each as if it had its own line.
     *
     * @param table of the block's keywords
     * @param title of the block in messages
     */
    static List<Statement> separated(List<Statement> block, String table, String title, Problems problems) {
        List<Statement> separated = new ArrayList<>();
        for (Statement statement : block) {
            Statement rest = statement;
            for (Optional<Integer> end = end(rest, table); end.isPresent(); end = end(rest, table)) {
                Statement first = cut(rest, 0, end.get());
                Statement next = cut(rest, end.get(), rest.words().size());
                if (Keywords.find(table, next.keyword()).isEmpty()) {
                    problems.warning(statement.place(), title + ": " + leftOut(first, next));
                    rest = statement.hasBlock() ? rest : first;
                    break;
                }
                boolean command = first.keyword().equals("script");
                problems.error(
                        statement.place(),
                        title + ": " + next.keyword() + " stands in the line of " + first.keyword()
                                + (command
                                        ? ", where keepalived takes it for a part of the command"
                                        : ", where keepalived leaves it out")
                                + OWN_LINE);
                separated.add(first);
                rest = next;
            }
            separated.add(rest);
        }
        return separated;
    }

    /** What is left out may be a part of a password. */
    private static String leftOut(Statement first, Statement next) {
        return first.keyword()
                + (first.keyword().startsWith("auth")
                        ? " has several words: all but the first are left out, as with keepalived (expected: one, or quotes"
                                + " around them)"
                        : " "
                                + (first.text() + " is followed by "
                                                + WordSplitter.shown(String.join(" ", next.words()))
                                                + ", which is left out, as with keepalived (expected: the end of the line)")
                                        .strip());
    }

    /** Where in a statement's words another one begins; empty where there is nothing more than there should be. */
    private static Optional<Integer> end(Statement statement, String table) {
        List<String> words = statement.words();
        int end = words.size();
        if (table.equals(Keywords.SCRIPT) && statement.keyword().equals("script")) {
            end = 2;
            while (end < words.size() && Keywords.find(table, words.get(end)).isEmpty()) {
                end++;
            }
        } else if (statement.keyword().equals("weight")) {
            end = words.size() > 2 && Weight.DIRECTIONS.contains(words.get(2)) ? 3 : 2;
        } else {
            Integer arguments = ARGUMENTS.getOrDefault(table, Map.of()).get(statement.keyword());
            end = arguments == null ? end : 1 + arguments;
        }
        return Optional.of(end).filter(one -> one < words.size());
    }

    /** Comments stay with the first, a block with the last. */
    private static Statement cut(Statement statement, int from, int to) {
        boolean last = to == statement.words().size();
        return new Statement(
                statement.place(),
                statement.words().subList(from, to),
                last && statement.hasBlock(),
                last ? statement.block() : List.of(),
                from == 0 ? statement.comments() : List.of());
    }

    /**
     * The things that lines track, each with its weight, as if it had its own line.
     *
     * @param known whether a word is a thing of that kind
     */
    static List<Statement> tracked(List<Statement> lines, Predicate<String> known, Block from) {
        List<Statement> tracked = new ArrayList<>();
        for (Statement line : lines) {
            Statement rest = line;
            int end = endOfTracked(rest);
            while (end < rest.words().size() && known.test(rest.words().get(end))) {
                Statement next = cut(rest, end, rest.words().size());
                from.error(
                        line.place(),
                        WordSplitter.shown(next.keyword()) + " stands in the line of " + rest.keyword()
                                + ", where keepalived leaves it out" + OWN_LINE);
                tracked.add(cut(rest, 0, end));
                rest = next;
                end = endOfTracked(rest);
            }
            tracked.add(rest);
        }
        return tracked;
    }

    private static int endOfTracked(Statement line) {
        List<String> words = line.words();
        int end = words.size() > 1 && words.get(1).equals("weight") ? Math.min(3, words.size()) : 1;
        return end < words.size() && Weight.DIRECTIONS.contains(words.get(end)) ? end + 1 : end;
    }

    /** Says that an address is on another one's line; false where the word is none. */
    static boolean tellAddress(String word, Statement line, Block from) {
        if (Literals.address(word.replaceFirst("/\\d{1,3}$", "")).isEmpty()) {
            return false;
        }
        from.error(
                line.place(),
                WordSplitter.shown(word) + " stands in the line of " + line.keyword()
                        + ", where keepalived leaves it out" + OWN_LINE);
        return true;
    }
}

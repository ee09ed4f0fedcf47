package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/**
 * The statements of a block that are to be translated.
 *
 * @param title in messages, such as {@code vrrp_instance "VI_1"}
 */
record Block(String title, Place place, List<Statement> statements, Problems problems) {
    /** Keywords that are followed by one within a block. */
    static final Set<String> BLOCKS = Set.of(
            "authentication",
            "virtual_ipaddress",
            "virtual_ipaddress_excluded",
            "virtual_routes",
            "virtual_rules",
            "unicast_peer",
            "track_interface",
            "track_script",
            "track_process",
            "track_file",
            "group");

    /**
     * Those of a statement's block; of each other keyword is said what is to be said.
     *
     * @param table of the keywords
     */
    static Block of(Statement statement, String table, Problems problems) {
        String title = statement.words().size() > 1
                ? statement.keyword() + " " + WordSplitter.shown(statement.argument())
                : statement.keyword();
        List<Statement> done = new ArrayList<>();
        for (Statement one : SharedLine.separated(statement.block(), table, title, problems)) {
            if (Keywords.isDone(table, title, one, problems) && isWhole(one, title, problems)) {
                done.add(one);
            }
        }
        return new Block(title, statement.place(), done, problems);
    }

    /** Whether it has the block that it should have, or none. */
    private static boolean isWhole(Statement statement, String title, Problems problems) {
        if (statement.hasBlock() == BLOCKS.contains(statement.keyword())) {
            return true;
        }
        problems.error(
                statement.place(),
                title + ": " + statement.keyword()
                        + (statement.hasBlock() ? " has a block (expected: none)" : " has no block (expected: {)"));
        return false;
    }

    /** The last one of a keyword, which is the one that counts. */
    Optional<Statement> last(String keyword) {
        return statements.stream().filter(one -> one.keyword().equals(keyword)).reduce((before, after) -> after);
    }

    List<Statement> all(String keyword) {
        return statements.stream().filter(one -> one.keyword().equals(keyword)).toList();
    }

    boolean has(String keyword) {
        return last(keyword).isPresent();
    }

    void error(Place where, String message) {
        problems.error(where, title + ": " + message);
    }

    void warning(Place where, String message) {
        problems.warning(where, title + ": " + message);
    }

    void note(Place where, String message) {
        problems.note(where, title + ": " + message);
    }
}

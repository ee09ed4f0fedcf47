package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import org.jspecify.annotations.Nullable;

/** Puts lines together into statements with their blocks; a brace may stand on the keyword's line or on the next. */
final class Statements {
    private static final int DEEPEST = 20;

    /** Blocks that no other one holds. */
    private static final Set<String> OUTERMOST = Set.of(
            "global_defs",
            "vrrp_instance",
            "vrrp_sync_group",
            "vrrp_script",
            "vrrp_track_process",
            "vrrp_track_file",
            "virtual_server",
            "virtual_server_group",
            "static_ipaddress",
            "static_routes",
            "static_rules");

    /** A word or, where it is null, the end of a line, with the comment of that line. */
    private record Token(Place place, @Nullable Word word, String comment) {}

    private final List<Token> tokens = new ArrayList<>();
    private final Problems problems;
    private final List<String> comments = new ArrayList<>();
    private int at;
    /** Where it was said last that a block does not end: those around it may be whole. */
    private int told = -1;

    private Statements(List<Line> lines, Problems problems) {
        this.problems = problems;
        for (Line line : lines) {
            for (Word word : WordSplitter.of(line, problems)) {
                tokens.add(new Token(line.place(), word, ""));
            }
            tokens.add(new Token(line.place(), null, line.comment()));
        }
    }

    /** Those of the top level; what is wrong with braces is said. */
    static List<Statement> of(List<Line> lines, Problems problems) {
        Statements parser = new Statements(lines, problems);
        List<Statement> all = new ArrayList<>();
        while (parser.at < parser.tokens.size()) {
            all.addAll(parser.block(0));
            if (parser.at < parser.tokens.size()) {
                problems.error(parser.tokens.get(parser.at).place(), "} ends no block");
                parser.at++;
            }
        }
        return all;
    }

    /** Up to the closing brace of this level, which is left, or the end. */
    private List<Statement> block(int depth) {
        List<Statement> statements = new ArrayList<>();
        while (at < tokens.size()) {
            Token token = tokens.get(at);
            Word word = token.word();
            if (word == null) {
                keepComment(token);
                at++;
            } else if (word.closes() || (depth > 0 && begins(OUTERMOST)) || (depth > 1 && begins(Block.BLOCKS))) {
                return statements;
            } else if (word.opens()) {
                problems.error(token.place(), "{ begins a block without a keyword");
                at++;
                inner(token.place(), depth);
            } else {
                statements.add(statement(depth));
            }
        }
        return statements;
    }

    /** Whether one of these blocks begins here, at the start of a line, which shows that the one around it has lost its end. */
    private boolean begins(Set<String> blocks) {
        Word first = tokens.get(at).word();
        if (first == null
                || first.quoted()
                || !blocks.contains(first.text())
                || (at > 0 && tokens.get(at - 1).word() != null)) {
            return false;
        }
        int next = at;
        while (next < tokens.size() && isWord(tokens.get(next))) {
            next++;
        }
        while (next < tokens.size() && tokens.get(next).word() == null) {
            next++;
        }
        Word after = next < tokens.size() ? tokens.get(next).word() : null;
        return after != null && after.opens();
    }

    private static boolean isWord(Token token) {
        return token.word() != null && !token.word().brace();
    }

    private void keepComment(Token end) {
        if (!end.comment().isEmpty()) {
            comments.add(end.comment());
        }
    }

    private Statement statement(int depth) {
        Place place = tokens.get(at).place();
        List<String> words = new ArrayList<>();
        while (at < tokens.size()) {
            Word word = tokens.get(at).word();
            if (word == null || word.brace()) {
                break;
            }
            words.add(word.text());
            at++;
        }
        int next = at;
        while (next < tokens.size() && tokens.get(next).word() == null) {
            next++;
        }
        Word after = next < tokens.size() ? tokens.get(next).word() : null;
        boolean opens = after != null && after.opens();
        int last = opens ? next : Math.min(next, at + 1);
        for (; at < last; at++) {
            keepComment(tokens.get(at));
        }
        List<String> own = List.copyOf(comments);
        comments.clear();
        if (!opens) {
            return new Statement(place, words, false, List.of(), own);
        }
        at = next + 1;
        return new Statement(place, words, true, inner(place, depth), own);
    }

    /** What is in a block whose brace was read, and its end. */
    private List<Statement> inner(Place place, int depth) {
        if (depth >= DEEPEST) {
            problems.error(place, "blocks are nested more than " + DEEPEST + " levels deep");
            at = tokens.size();
            told = at;
            return List.of();
        }
        List<Statement> inside = block(depth + 1);
        Token after = at < tokens.size() ? tokens.get(at) : null;
        if (after != null && after.word() != null && after.word().closes()) {
            at++;
        } else if (told != at) {
            told = at;
            boolean shown = after != null && after.place().file().equals(place.file());
            problems.error(
                    place,
                    "the block that begins here does not end (expected: }"
                            + (after != null && shown
                                    ? " before line " + after.place().line()
                                    : "") + ")");
        }
        return inside;
    }
}

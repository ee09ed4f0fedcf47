package lb.admin.nginx;

import java.util.ArrayList;
import java.util.List;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Place;
import lb.admin.problem.SourceText;
import org.jspecify.annotations.Nullable;

/** The syntax of nginx: words, ended by a semicolon or by a block in braces; {@code #} begins a comment. */
final class DirectiveReader {
    private static final int MOST_NESTED = 50;

    private final SourceText source;
    private int at;
    private int line = 1;

    private DirectiveReader(SourceText source) {
        this.source = source;
    }

    /** @throws BrokenFileException at the first error of syntax */
    static List<Directive> read(SourceText source) {
        return new DirectiveReader(source).block(0);
    }

    private List<Directive> block(int depth) {
        if (depth > MOST_NESTED) {
            throw broken("is nested more than " + MOST_NESTED + " levels deep");
        }
        List<Directive> directives = new ArrayList<>();
        List<String> words = new ArrayList<>();
        int begin = 0;
        while (true) {
            String token = token();
            if (token == null || token.equals("}")) {
                if (!words.isEmpty()) {
                    throw broken("\"" + words.getFirst() + "\" has no end (expected: ; or {)");
                }
                if ((token == null) != (depth == 0)) {
                    throw broken(token == null ? "the file ends within a block (expected: })" : "} closes nothing");
                }
                return directives;
            }
            switch (token) {
                case ";", "{" -> {
                    if (words.isEmpty()) {
                        throw broken("a directive without a name");
                    }
                    List<Directive> inside = token.equals("{") ? block(depth + 1) : List.of();
                    directives.add(new Directive(
                            words.getFirst(),
                            words.subList(1, words.size()),
                            inside,
                            new Place(source.shown(), begin)));
                    words.clear();
                }
                default -> {
                    if (words.isEmpty()) {
                        begin = line;
                    }
                    words.add(token.substring(1));
                }
            }
        }
    }

    private BrokenFileException broken(String sentence) {
        return new BrokenFileException(source.shown(), line, sentence);
    }

    /** A sign that ends something, or a word with a space before it; null at the end. */
    private @Nullable String token() {
        String text = source.text();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                at = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
            } else if (Character.isWhitespace(c)) {
                line += c == '\n' ? 1 : 0;
                at++;
            } else if (c == ';' || c == '{' || c == '}') {
                at++;
                return String.valueOf(c);
            } else {
                return " " + (c == '"' || c == '\'' ? quoted(c) : word());
            }
        }
        return null;
    }

    private String quoted(char quote) {
        StringBuilder word = new StringBuilder();
        String text = source.text();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) == quote) {
                at++;
            }
            line += text.charAt(at) == '\n' ? 1 : 0;
            // What is said of a word is one line.
            word.append(Character.isISOControl(text.charAt(at)) ? ' ' : text.charAt(at));
        }
        if (at == text.length()) {
            throw broken("a quote is not closed");
        }
        at++;
        return word.toString();
    }

    private String word() {
        String text = source.text();
        int begin = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && ";{}".indexOf(text.charAt(at)) < 0) {
            if (text.startsWith("${", at)) {
                at += 2;
                while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                    at++;
                }
                if (at < text.length() && text.charAt(at) != '}') {
                    continue;
                }
            } else if (text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) != '\n') {
                at++;
            }
            at++;
        }
        return text.substring(begin, Math.min(at, text.length()));
    }
}

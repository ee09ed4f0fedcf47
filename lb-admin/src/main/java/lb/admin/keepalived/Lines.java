package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;
import org.jspecify.annotations.Nullable;

/**
 * Reads files line by line: conditions ({@code @main}), definitions ({@code $NAME=value}) and {@code include} are worked in
 * here, before any word is looked at, as keepalived does. What that takes is bounded, whatever the files say.
 */
final class Lines {
    private static final int MOST_FILES = 100;
    private static final int MOST_LINES = 100_000;
    private static final int MOST_CHARACTERS = 4 << 20;
    private static final int DEEPEST = 20;
    private static final String TOO_MUCH = "definitions and includes make more of this file than is read (expected: "
            + MOST_LINES + " lines, " + (MOST_CHARACTERS >> 20) + " MiB and " + DEEPEST + " levels at most)";

    private static final Pattern CONDITION = Pattern.compile("@(\\^?)(\\S*)\\s*(.*)", Pattern.DOTALL);
    private static final Pattern DEFINITION = Pattern.compile("\\$([A-Za-z_]\\w*)=(.*)", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)\\}|([A-Za-z_]\\w*)(?=\\s|$))");
    private static final Pattern INCLUDE = Pattern.compile("include([rmwba]?)\\s+(\\S.*)");

    private final String configId;
    private final Problems problems;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private final Map<String, String> definitions = new HashMap<>();
    private int characters;
    private boolean full;

    /** A definition whose lines are still coming; null while there is none. */
    private @Nullable StringBuilder open;

    private String openName = "";
    /** Whether the lines that come belong to a definition for another node. */
    private boolean skipping;

    /** @param configId what conditions are compared with */
    Lines(String configId, Problems problems) {
        this.configId = configId;
        this.problems = problems;
    }

    /** Those that were read so far. */
    List<Line> all() {
        return Collections.unmodifiableList(lines);
    }

    /** The names of all files, in the order they were read. */
    List<String> files() {
        return Collections.unmodifiableList(files);
    }

    void read(SourceText file) {
        read(file, 0);
    }

    private void read(SourceText file, int depth) {
        files.add(file.shown());
        int number = 0;
        for (String line : file.text().lines().toList()) {
            number++;
            process(line, new Place(file.shown(), number), file, depth);
        }
        if (open != null) {
            problems.error(
                    new Place(file.shown(), number), "the definition $" + openName + " goes on after the last line");
            open = null;
        }
    }

    private void process(String raw, Place place, SourceText file, int depth) {
        characters += raw.length() + 1;
        if (full || characters > MOST_CHARACTERS || lines.size() > MOST_LINES || depth > DEEPEST) {
            if (!full) {
                problems.error(place, TOO_MUCH);
            }
            full = true;
            return;
        }
        String text = raw.strip();
        if (skipping) {
            skipping = text.endsWith("\\");
        } else if (open != null) {
            goOn(text);
        } else if (text.startsWith("@")) {
            condition(text, place, file, depth);
        } else {
            Matcher definition = DEFINITION.matcher(text);
            if (definition.matches()) {
                define(definition.group(1), definition.group(2).strip());
            } else {
                plain(text, place, file, depth);
            }
        }
    }

    private void goOn(String text) {
        StringBuilder value = Objects.requireNonNull(open);
        boolean more = text.endsWith("\\");
        value.append(more ? text.substring(0, text.length() - 1).strip() : text);
        if (more) {
            value.append('\n');
        } else {
            definitions.put(openName, value.toString());
            open = null;
        }
    }

    private void condition(String text, Place place, SourceText file, int depth) {
        Matcher matcher = CONDITION.matcher(text);
        if (!matcher.matches()) {
            return;
        }
        boolean not = !matcher.group(1).isEmpty();
        String rest = matcher.group(3);
        if (matcher.group(2).equals(configId) != not) {
            process(rest, place, file, depth + 1);
        } else {
            skipping = DEFINITION.matcher(rest).matches() && rest.endsWith("\\");
        }
    }

    private void define(String name, String value) {
        if (value.endsWith("\\")) {
            openName = name;
            open = new StringBuilder(value.substring(0, value.length() - 1).strip());
            if (!open.isEmpty()) {
                open.append('\n');
            }
            return;
        }
        definitions.put(name, value.substring(0, Comment.start(value)).strip());
    }

    private void plain(String raw, Place place, SourceText file, int depth) {
        int end = Comment.start(raw);
        String text = raw.substring(0, end).strip();
        String comment = end < raw.length() ? raw.substring(end + 1).strip() : "";
        if (Sequence.begins(text)) {
            keepComment(place, comment);
            repeat(text, place, file, depth);
            return;
        }
        Matcher reference = REFERENCE.matcher(text);
        while (reference.find()) {
            String name = reference.group(1) == null ? reference.group(2) : reference.group(1);
            String value = value(name, place, file);
            if (value != null) {
                keepComment(place, comment);
                String whole = text.substring(0, reference.start()) + value + text.substring(reference.end());
                whole.lines().forEach(line -> process(line, place, file, depth + 1));
                return;
            }
        }
        if (text.startsWith("~LST")) {
            problems.error(place, "~LST is not done yet in this version (expected: the lines that it stands for)");
            return;
        }
        Matcher include = INCLUDE.matcher(text);
        if (include.matches()) {
            keepComment(place, comment);
            include(include.group(2), !include.group(1).isEmpty(), place, file, depth);
            return;
        }
        String shown = text.contains("${_") ? text.replace("${_HASH}", "#").replace("${_BANG}", "!") : text;
        lines.add(new Line(place, shown, comment));
    }

    /** What its name stood for before, it stands for again behind the line. */
    private void repeat(String text, Place place, SourceText file, int depth) {
        Sequence sequence = Sequence.of(text).orElse(null);
        if (sequence == null) {
            problems.error(place, WordSplitter.shown(text) + " " + Sequence.EXPECTED);
            return;
        }
        String before = definitions.get(sequence.name());
        for (long number = sequence.start(); sequence.isIn(number) && !full; number += sequence.step()) {
            definitions.put(sequence.name(), sequence.text(number));
            process(sequence.rest(), place, file, depth + 1);
        }
        if (before == null) {
            definitions.remove(sequence.name());
        } else {
            definitions.put(sequence.name(), before);
        }
    }

    private void keepComment(Place place, String comment) {
        if (!comment.isEmpty()) {
            lines.add(new Line(place, "", comment));
        }
    }

    /** What a name stands for; null where nothing does, so that it stays as it is written. */
    private @Nullable String value(String name, Place place, SourceText file) {
        return switch (name) {
            case "_PWD" -> {
                var folder = file.path().toAbsolutePath().normalize().getParent();
                yield folder == null ? "/" : folder.toString();
            }
            case "_INSTANCE" -> configId;
            case "_RANDOM" -> {
                problems.error(place, "${_RANDOM} is not done yet in this version (expected: a number)");
                yield "0";
            }
            default -> definitions.get(name);
        };
    }

    private void include(String pattern, boolean strict, Place place, SourceText file, int depth) {
        String plain = pattern.replaceAll("[\"'“”]", "");
        var found = IncludedFiles.matching(plain, file);
        if (found.isEmpty()) {
            String message = "include " + WordSplitter.shown(plain) + ": there is no such file";
            if (strict) {
                problems.error(place, message);
            } else {
                problems.warning(place, message + "; keepalived goes on without it, and so does lb");
            }
            return;
        }
        for (var path : found) {
            if (files.size() >= MOST_FILES) {
                problems.error(place, "is one of more than " + MOST_FILES + " files (expected: fewer)");
                return;
            }
            try {
                read(SourceText.read(path, path.toString()), depth + 1);
            } catch (BrokenFileException e) {
                problems.error(place, "include " + path + ": " + e.getMessage());
            }
        }
    }
}

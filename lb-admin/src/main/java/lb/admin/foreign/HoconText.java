package lb.admin.foreign;

import com.typesafe.config.ConfigUtil;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lb.admin.foreign.Draft.Member;

/**
 * Writes a {@link Draft} as a person would write HOCON: one key a line, short lists and small objects in one, the shortest form
 * that our configuration has, quotes where they are needed.
 */
final class HoconText {
    private static final String INDENT = "  ";
    private static final int LONGEST_LINE = 120;

    /** Of an object in one line. */
    private static final int MOST_MEMBERS = 4;

    private static final int LONGEST_OBJECT = 80;

    /** Objects whose keys are names, which are read one below the other. */
    private static final Set<String> ALWAYS_BELOW = Set.of("servers", "users");

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    /** Text that HOCON takes as it is: words, and numbers with a unit or with dots. */
    private static final Pattern PLAIN_TEXT =
            Pattern.compile("/?[A-Za-z][A-Za-z0-9_.-]*+(?:/[A-Za-z0-9_.-]++)*+|\\d++[a-zA-Z]*+");

    /** What would be something else without quotes, or begin something. */
    private static final Set<String> WORDS = Set.of("true", "false", "null", "include");

    /** Whose members are as much as a section each. */
    private static final Set<String> SECTIONS = Set.of("frontends", "backends", "virtual-ips");

    private final StringBuilder out = new StringBuilder();

    private HoconText() {}

    static String of(Draft draft) {
        HoconText text = new HoconText();
        text.members(draft, List.of());
        return text.out.toString();
    }

    /** @param path the keys down to the object, as many as its members are indented by */
    private void members(Draft draft, List<String> path) {
        String indent = INDENT.repeat(path.size());
        comments(draft.heading(), indent);
        if (path.isEmpty() && !draft.heading().isEmpty()) {
            out.append('\n');
        }
        boolean first = true;
        boolean before = false;
        for (Map.Entry<String, Member> one : draft.members().entrySet()) {
            List<String> below = Draft.below(path, one.getKey());
            Member member = Shorthand.of(below, one.getValue());
            boolean block = member.value() instanceof Draft;
            if (path.isEmpty() && !first && (block || before)) {
                out.append('\n');
            }
            first = false;
            before = block;
            comments(member.comments(), indent);
            out.append(indent).append(key(one.getKey()));
            out.append(block ? " " : " = ");
            value(member.value(), below);
            out.append('\n');
        }
        List<String> rest = draft.rest();
        if (path.isEmpty() && !first && !rest.isEmpty()) {
            out.append('\n');
        }
        comments(rest, indent);
    }

    private void comments(List<String> lines, String indent) {
        for (String line : lines) {
            out.append(indent)
                    .append(('#' + (line.isBlank() ? "" : " " + line.strip())))
                    .append('\n');
        }
    }

    /** @param path the keys down to the value, or as many as what is in it is indented by */
    private void value(Object value, List<String> path) {
        switch (value) {
            case Draft draft when draft.isEmpty() && draft.isWithoutComments() -> out.append("{}");
            case Draft draft -> {
                Optional<String> line = oneLine(draft, path);
                if (line.isPresent()) {
                    out.append(line.get());
                    return;
                }
                out.append("{\n");
                members(draft, path);
                out.append(INDENT.repeat(path.size() - 1)).append('}');
            }
            case List<?> list -> list(list, path);
            default -> out.append(scalar(value));
        }
    }

    /** An object within a section that is small enough. */
    private static Optional<String> oneLine(Draft draft, List<String> path) {
        Map<String, Member> members = new LinkedHashMap<>();
        draft.members().forEach((key, member) -> members.put(key, Shorthand.of(Draft.below(path, key), member)));
        boolean plain = path.size() > (SECTIONS.contains(path.getFirst()) ? 2 : 1)
                && !ALWAYS_BELOW.contains(path.getLast())
                && members.size() <= MOST_MEMBERS
                && draft.isWithoutComments()
                && members.values().stream().allMatch(HoconText::isPlain);
        return plain
                ? Optional.of(members.entrySet().stream()
                                .map(one -> key(one.getKey()) + " = "
                                        + scalar(one.getValue().value()))
                                .collect(Collectors.joining(", ", "{ ", " }")))
                        .filter(line -> line.length() <= LONGEST_OBJECT)
                : Optional.empty();
    }

    private static boolean isPlain(Member member) {
        return member.comments().isEmpty()
                && !(member.value() instanceof Draft)
                && !(member.value() instanceof List<?>);
    }

    private void list(List<?> elements, List<String> path) {
        String indent = INDENT.repeat(path.size() - 1);
        if (elements.stream().map(Member.class::cast).allMatch(HoconText::isPlain)) {
            String line =
                    elements.stream().map(one -> scalar(((Member) one).value())).collect(Collectors.joining(", "));
            line = line.isEmpty() ? "[]" : "[ " + line + " ]";
            if (indent.length() + line.length() <= LONGEST_LINE) {
                out.append(line);
                return;
            }
        }
        out.append("[\n");
        List<String> below = Draft.below(path, "");
        for (Object element : elements) {
            Member member = (Member) element;
            comments(member.comments(), indent + INDENT);
            out.append(indent).append(INDENT);
            value(member.value(), below);
            out.append('\n');
        }
        out.append(indent).append(']');
    }

    private static String key(String key) {
        return PLAIN_KEY.matcher(key).matches() ? key : ConfigUtil.quoteString(key);
    }

    private static String scalar(Object value) {
        if (!(value instanceof String text)) {
            return value.toString();
        }
        return PLAIN_TEXT.matcher(text).matches() && !WORDS.contains(text) ? text : ConfigUtil.quoteString(text);
    }
}

package lb.admin.foreign;

import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lb.admin.foreign.Draft.Member;

/** Writes a {@link Draft} as a person would write HOCON: one key a line, short lists in one, quotes where they are needed. */
final class HoconText {
    private static final String INDENT = "  ";
    private static final int LONGEST_LINE = 120;
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    /** Text that HOCON takes as it is: words, and numbers with a unit or with dots. */
    private static final Pattern PLAIN_TEXT =
            Pattern.compile("/?[A-Za-z][A-Za-z0-9_.-]*+(?:/[A-Za-z0-9_.-]++)*+|\\d++[a-zA-Z]++");

    /** What would be something else without quotes, or begin something. */
    private static final Set<String> WORDS = Set.of("true", "false", "null", "include");

    private final StringBuilder out = new StringBuilder();

    private HoconText() {}

    static String of(Draft draft) {
        HoconText text = new HoconText();
        text.members(draft, "");
        return text.out.toString();
    }

    private void members(Draft draft, String indent) {
        boolean first = true;
        for (Map.Entry<String, Member> one : draft.members().entrySet()) {
            Member member = one.getValue();
            if (indent.isEmpty() && !first) {
                out.append('\n');
            }
            first = false;
            comments(member.comments(), indent);
            out.append(indent).append(key(one.getKey()));
            out.append(member.value() instanceof Draft ? " " : " = ");
            value(member.value(), indent);
            out.append('\n');
        }
        comments(draft.rest(), indent);
    }

    private void comments(List<String> lines, String indent) {
        for (String line : lines) {
            out.append(indent)
                    .append(('#' + (line.isBlank() ? "" : " " + line.strip())))
                    .append('\n');
        }
    }

    private void value(Object value, String indent) {
        switch (value) {
            case Draft draft when draft.isEmpty() && draft.rest().isEmpty() -> out.append("{}");
            case Draft draft -> {
                out.append("{\n");
                members(draft, indent + INDENT);
                out.append(indent).append('}');
            }
            case List<?> list -> list(list, indent);
            default -> out.append(scalar(value));
        }
    }

    private void list(List<?> elements, String indent) {
        boolean plain = elements.stream()
                .map(Member.class::cast)
                .allMatch(one -> one.comments().isEmpty()
                        && !(one.value() instanceof Draft)
                        && !(one.value() instanceof List<?>));
        if (plain) {
            String line =
                    elements.stream().map(one -> scalar(((Member) one).value())).collect(Collectors.joining(", "));
            line = line.isEmpty() ? "[]" : "[ " + line + " ]";
            if (indent.length() + line.length() <= LONGEST_LINE) {
                out.append(line);
                return;
            }
        }
        out.append("[\n");
        for (Object element : elements) {
            Member member = (Member) element;
            comments(member.comments(), indent + INDENT);
            out.append(indent).append(INDENT);
            value(member.value(), indent + INDENT);
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

package lb.proxy.settings;

import java.util.List;

/**
 * Text with samples in it: HAProxy's log-format expression. Each character of it is one byte (ISO-8859-1).
 *
 * @param parts in order; none for the empty text
 */
public record Template(List<TemplatePart> parts) {
    public Template {
        parts = List.copyOf(parts);
    }

    /** Whether it is the same for every subject. */
    public boolean isFixed() {
        return parts.stream().allMatch(part -> part instanceof TemplatePart.Literal);
    }

    /** Its text without what is made of a subject. */
    public String fixedText() {
        StringBuilder text = new StringBuilder();
        for (TemplatePart part : parts) {
            if (part instanceof TemplatePart.Literal(String literal)) {
                text.append(literal);
            }
        }
        return text.toString();
    }

    /** That text and nothing else. */
    public static Template literal(String text) {
        return new Template(text.isEmpty() ? List.of() : List.of(new TemplatePart.Literal(text)));
    }
}

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

    /** That text and nothing else. */
    public static Template literal(String text) {
        return new Template(text.isEmpty() ? List.of() : List.of(new TemplatePart.Literal(text)));
    }
}

package lb.proxy.rule;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.re2j.Matcher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import lb.proxy.route.Fetch;
import lb.proxy.route.Subject;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplatePart;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/** A {@link Template}, compiled. Immutable, on any thread. */
final class Expression {
    private sealed interface Piece {}

    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    private record Literal(byte[] text) implements Piece {}

    private record Sampled(Fetch fetch) implements Piece {}

    private record Group(int number) implements Piece {}

    private final Piece[] pieces;
    private final boolean fixed;

    private Expression(Piece[] pieces) {
        this.pieces = pieces;
        fixed = Stream.of(pieces).allMatch(piece -> piece instanceof Literal);
    }

    /**
     * Compiles one that is not about a match.
     *
     * @throws IllegalArgumentException if a sample cannot be compiled, or there is a group of a match
     */
    static Expression of(Template template, Function<String, Backend> backends) {
        return of(template, backends, -1);
    }

    /**
     * Compiles what replaces a match.
     *
     * @param groups the highest number of a group that the expression has
     */
    static Expression of(Template template, Function<String, Backend> backends, int groups) {
        return new Expression(joined(template.parts()).stream()
                .map(part -> switch (part) {
                    case TemplatePart.Literal(String text) -> new Literal(text.getBytes(ISO_8859_1));
                    case TemplatePart.Of(var sample) -> new Sampled(Fetch.of(sample, backends));
                    case TemplatePart.Group(int number) -> {
                        if (number > groups) {
                            throw new IllegalArgumentException("no group " + number + " of a regular expression");
                        }
                        yield new Group(number);
                    }
                })
                .toArray(Piece[]::new));
    }

    /** Literals that are neighbours are one: each is a write. */
    private static List<TemplatePart> joined(List<TemplatePart> parts) {
        List<TemplatePart> joined = new ArrayList<>();
        for (TemplatePart part : parts) {
            if (part instanceof TemplatePart.Literal(String text)
                    && !joined.isEmpty()
                    && joined.getLast() instanceof TemplatePart.Literal(String before)) {
                joined.removeLast();
                joined.add(new TemplatePart.Literal(before + text));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }

    /** Whether it is the same for every subject. */
    boolean isFixed() {
        return fixed;
    }

    void append(Subject subject, ByteBuf out) {
        append(subject, null, out);
    }

    /** @param match whose groups are meant; null where there are none */
    void append(Subject subject, @Nullable Matcher match, ByteBuf out) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Literal(byte[] text) -> out.writeBytes(text);
                case Sampled(Fetch fetch) -> fetch.append(subject, out);
                case Group(int number) -> {
                    String text = match == null ? null : match.group(number);
                    if (text != null) {
                        out.writeCharSequence(text, ISO_8859_1);
                    }
                }
            }
        }
    }

    /** As text, each character one byte; it allocates. */
    String text(Subject subject) {
        ByteBuf out = Unpooled.buffer();
        append(subject, out);
        return out.toString(ISO_8859_1);
    }
}

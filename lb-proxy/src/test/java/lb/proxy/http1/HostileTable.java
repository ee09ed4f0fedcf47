package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of inputs and what becomes of them, from a text file of blocks; the format is explained at the head of
 * {@code hostile-requests.txt}.
 */
final class HostileTable {
    private static final String AS_SENT = "(as sent)";
    private static final String END = "(end)";

    private static final int MOST_CUTS = 100;
    private static final int FINE = 40;

    /**
     * One block.
     *
     * @param name what is special about the input
     * @param to what a response answers, a word
     * @param input bytes, one character each
     * @param end whether the sender closes its half behind them
     * @param outcome what the client sees, in words
     * @param forwarded bytes that the other side sees
     * @param cut whether the other side sees no more than a part of that, and never a whole message
     */
    record Row(String name, String to, String input, boolean end, String outcome, String forwarded, boolean cut) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private String name = "";
    private String to = "GET";
    private boolean end;
    private String outcome = "";
    private boolean cut;
    private StringBuilder input = new StringBuilder();
    private StringBuilder forwarded = new StringBuilder();

    private HostileTable() {}

    /** The blocks of a resource of this package, in its order. */
    static List<Row> read(String resource) {
        HostileTable table = new HostileTable();
        try (InputStream in = HostileTable.class.getResourceAsStream(resource)) {
            int number = 0;
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n")) {
                number++;
                try {
                    table.line(line);
                } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
                    throw new IllegalArgumentException(resource + ":" + number + ": " + line, e);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        table.endBlock();
        return List.copyOf(table.rows);
    }

    private void line(String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        if (line.startsWith("[") && line.endsWith("]")) {
            endBlock();
            name = line.substring(1, line.length() - 1);
            return;
        }
        String rest = line.substring(2);
        switch (line.substring(0, 2)) {
            case "? " -> to = rest;
            case "> " -> {
                end |= rest.equals(END);
                input.append(rest.equals(END) ? "" : unescaped(rest));
            }
            case "= " -> outcome = rest;
            case "< " -> forwarded.append(rest.equals(AS_SENT) ? input : unescaped(rest));
            case "~ " -> {
                cut = true;
                forwarded.append(unescaped(rest));
            }
            default -> throw new IllegalArgumentException("a line that begins in no known way");
        }
    }

    private void endBlock() {
        if (!name.isEmpty()) {
            rows.add(new Row(name, to, input.toString(), end, outcome, forwarded.toString(), cut));
        }
        name = "";
        to = "GET";
        end = false;
        outcome = "";
        cut = false;
        input = new StringBuilder();
        forwarded = new StringBuilder();
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\\') {
                if (c < ' ' || c > '~') {
                    throw new IllegalArgumentException("a character to be escaped");
                }
                out.append(c);
                continue;
            }
            char escape = text.charAt(at++);
            switch (escape) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case '0' -> out.append('\0');
                case '\\' -> out.append('\\');
                case 'x' -> {
                    out.append((char) Integer.parseInt(text.substring(at, at + 2), 16));
                    at += 2;
                }
                case '{' -> {
                    // \{500 text\}
                    int space = text.indexOf(' ', at);
                    int end = text.indexOf("\\}", at);
                    out.append(unescaped(text.substring(space + 1, end))
                            .repeat(Integer.parseInt(text.substring(at, space))));
                    at = end + 2;
                }
                default -> throw new IllegalArgumentException("an unknown escape");
            }
        }
        return out.toString();
    }

    /** The text as it would stand in a table. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\0' -> out.append("\\0");
                case '\\' -> out.append("\\\\");
                default -> out.append(c < ' ' || c > '~' ? String.format("\\x%02x", (int) c) : String.valueOf(c));
            }
        }
        return out.toString();
    }

    /**
     * Every way to cut the input in two, and into single bytes. A long one is cut at its ends and at some hundred places
     * between; at every place with {@code -Dhostile.every.cut=true}.
     */
    static Stream<List<String>> cuts(String input) {
        int length = input.length();
        int step = length < 500 || Boolean.getBoolean("hostile.every.cut") ? 1 : Math.max(1, length / MOST_CUTS);
        IntStream places = IntStream.range(1, length).filter(at -> at % step == 0 || at < FINE || at > length - FINE);
        return Stream.concat(
                places.mapToObj(at -> List.of(input.substring(0, at), input.substring(at))),
                Stream.of(input.chars().mapToObj(c -> String.valueOf((char) c)).toList()));
    }
}

package lb.proxy.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The strictest reader of HTTP/1 there can be: what it takes, every reader takes, and for the same. It shares no code with
 * the proxy.
 */
final class StrictReader {
    private static final Pattern REQUEST_LINE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!\"$-~]+ HTTP/1\\.([01])");
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-9][0-9][0-9]) [\\t -~\\x80-\\xff]*");
    private static final Pattern FIELD = Pattern.compile(
            "([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\\t ]*((?:[!-~\\x80-\\xff](?:[\\t -~\\x80-\\xff]*[!-~\\x80-\\xff])?)?)[\\t ]*");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,16}");
    private static final List<String> FRAMING =
            List.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "keep-alive");

    private final String text;
    private final List<String> fields = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private int at;

    private StrictReader(String text) {
        this.text = text;
    }

    /**
     * One message as it stands in the bytes.
     *
     * @param end where it ends
     * @param status of a response
     * @param startLine the request or status line
     * @param fields name, in lower case, and value of each field, those of the trailer section behind a {@code +}
     * @param body without its chunks
     */
    record Message(int end, int status, String startLine, List<String> fields, String body) {}

    /**
     * The first request in the text, or null while it is not whole.
     *
     * @throws AssertionError if some reader could read it in another way
     */
    static Message request(String text) {
        return new StrictReader(text).read(true);
    }

    /** The first response in the text, to another method than HEAD, likewise. */
    static Message response(String text) {
        return new StrictReader(text).read(false);
    }

    private Message read(boolean request) {
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return null;
        }
        List<String> lines = List.of(text.substring(0, head).split("\r\n", -1));
        Matcher start = matched(request ? REQUEST_LINE : STATUS_LINE, lines.getFirst());
        List<String> lengths = new ArrayList<>();
        List<String> codings = new ArrayList<>();
        int hosts = 0;
        for (String line : lines.subList(1, lines.size())) {
            Matcher field = matched(FIELD, line);
            String name = field.group(1).toLowerCase(Locale.ROOT);
            fields.add(name + ": " + field.group(2));
            switch (name) {
                case "host" -> hosts++;
                case "content-length" ->
                    lengths.add(matched(LENGTH, field.group(2)).group());
                case "transfer-encoding" -> codings.add(field.group(2).toLowerCase(Locale.ROOT));
                default -> {}
            }
        }
        check(lengths.size() + codings.size() <= 1, "more than one length");
        check(codings.isEmpty() || codings.equals(List.of("chunked")), "a coding but chunked");
        if (request) {
            boolean http10 = start.group(1).equals("0");
            check(hosts == 1 || (http10 && hosts == 0), hosts + " Host fields");
            check(!http10 || codings.isEmpty(), "a coding in HTTP/1.0");
        }
        at = head + 4;
        int status = request ? 0 : Integer.parseInt(start.group(1));
        if (!codings.isEmpty()) {
            return chunks() ? new Message(at, status, lines.getFirst(), fields, body.toString()) : null;
        }
        check(request || !lengths.isEmpty() || status < 200, "no length");
        long end = at + (lengths.isEmpty() ? 0 : Long.parseLong(lengths.getFirst()));
        return end > text.length()
                ? null
                : new Message((int) end, status, lines.getFirst(), fields, text.substring(at, (int) end));
    }

    private boolean chunks() {
        while (true) {
            String line = line();
            if (line == null) {
                return false;
            }
            long size = Long.parseUnsignedLong(matched(CHUNK_SIZE, line).group(), 16);
            if (size == 0) {
                return trailers();
            }
            if (size < 0 || size > text.length() - at - 2) {
                return false;
            }
            body.append(text, at, at + (int) size);
            at += (int) size;
            check(text.startsWith("\r\n", at), "no line end after a chunk");
            at += 2;
        }
    }

    private boolean trailers() {
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                return true;
            }
            Matcher field = matched(FIELD, line);
            String name = field.group(1).toLowerCase(Locale.ROOT);
            check(!FRAMING.contains(name), "the trailer " + name);
            fields.add("+" + name + ": " + field.group(2));
        }
        return false;
    }

    private String line() {
        int end = text.indexOf("\r\n", at);
        if (end < 0) {
            return null;
        }
        String line = text.substring(at, end);
        at = end + 2;
        return line;
    }

    private Matcher matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        check(matcher.matches(), "\"" + line + "\"");
        return matcher;
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("this can be read in more than one way, " + what + ":\n" + text);
        }
    }
}

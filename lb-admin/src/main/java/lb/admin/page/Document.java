package lb.admin.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.LocalResponse;
import org.jspecify.annotations.Nullable;

/**
 * What all answers have in common: no cache keeps them, and a page carries its one stylesheet and its one script inside and a policy that
 * lets the browser load and run nothing else, so that even markup that got in by mistake could do nothing.
 */
final class Document {
    /** Large pages come less often. */
    private static final long SHORTEST_RETRY_MILLIS = 2_000;

    private static final long BYTES_PER_MILLI = 200;

    private static final String STYLE = resource("page.css");
    /** Only with characters that need no escape in markup. */
    private static final String SCRIPT = resource("live.js");

    private static final Field POLICY = new Field(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
                    .formatted(sha256(STYLE), sha256(SCRIPT)));
    private static final Field NO_SNIFFING = new Field("X-Content-Type-Options", "nosniff");
    private static final Field REFERRER = new Field("Referrer-Policy", "same-origin");

    /** The icon in the browser's tab: how things are, without opening it. */
    enum Mood {
        GOOD("2f8f57"),
        WARNING("d08a10"),
        BAD("cf3a32"),
        NONE("8a857c");

        private final String colour;

        Mood(String colour) {
            this.colour = colour;
        }
    }

    private Document() {}

    /** Text that is no page. */
    static LocalResponse text(int status, String contentType, String body) {
        return with(LocalResponse.text(status, contentType, body), NO_SNIFFING);
    }

    /**
     * When and where from the browser loads a page anew, as of its {@code meta} element; empty for never.
     *
     * @param seconds 0 for never
     * @param result what became of an action, which the next load is not to tell again; null for none
     * @param view the same page without that
     */
    static String refresh(int seconds, @Nullable ActionResult result, String view) {
        return seconds == 0 ? "" : result == null ? String.valueOf(seconds) : seconds + ";url=" + view;
    }

    /**
     * A page.
     *
     * @param refresh as of {@link #refresh}
     * @param more header fields besides those of every page
     */
    static LocalResponse page(int status, String title, Mood mood, String refresh, Html body, Field... more) {
        Html page = new Html().raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        if (!refresh.isEmpty()) {
            page.raw("<meta http-equiv=\"refresh\" content=\"").text(refresh).raw("\">\n");
        }
        page.raw("<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22")
                .raw(" viewBox=%220 0 16 16%22%3E%3Ccircle cx=%228%22 cy=%228%22 r=%227%22 fill=%22%23")
                .text(mood.colour)
                .raw("%22/%3E%3C/svg%3E\">\n<title>")
                .text(title)
                .raw("</title>\n");
        String html = page + "<style>" + STYLE + "</style>\n</head>\n<body>\n" + body + "<script>" + SCRIPT
                + "</script>\n</body>\n</html>\n";
        LocalResponse response = LocalResponse.text(status, "text/html", html);
        return with(with(response, POLICY, NO_SNIFFING, REFERRER), more);
    }

    /**
     * A page as an event for the script of one that is shown (server-sent events). The response ends with it, so that no connection
     * is held between two; the browser comes back by itself.
     *
     * @param body with the element {@code main}
     */
    static LocalResponse event(String title, Html body) {
        String page = new Html()
                .raw("<title>")
                .text(title)
                .raw("</title>\n")
                .add(body)
                .toString();
        long retry = Math.max(SHORTEST_RETRY_MILLIS, page.length() / BYTES_PER_MILLI);
        String event =
                "retry: " + retry + "\nevent: page\ndata: " + page.strip().replace("\n", "\ndata: ") + "\n\n";
        return with(LocalResponse.text(200, "text/event-stream", event), NO_SNIFFING);
    }

    private static LocalResponse with(LocalResponse response, Field... more) {
        List<Field> fields = new ArrayList<>(response.fields());
        fields.addAll(List.of(more));
        return new LocalResponse(response.status(), fields, response.body());
    }

    private static String resource(String name) {
        try (InputStream in = Document.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package lb.proxy.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a client might send over one connection: one to three requests, sound or with a few bytes or lines changed. */
final class RandomExchange {
    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
    private static final List<String> TARGETS = List.of(
            "/",
            "/a",
            "/a/b?c=d&e",
            "/%2e%2e/",
            "/a;b=c",
            "//x",
            "/?",
            "/a'b(c)",
            "http://a.example/x",
            "http://a.example");
    private static final List<String> FIELDS = List.of(
            "Accept: */*",
            "Accept-Encoding: gzip, deflate",
            "Cookie: a=b; c=d",
            "Cookie: e=f",
            "User-Agent: Mozilla/5.0 (X11; Linux)",
            "X-Empty:",
            "X-Blanks: \t y \t",
            "x-lower:z",
            "X-High: \u00e4\u00ff",
            "X-Long: " + "y".repeat(300),
            "Cache-Control: no-cache",
            "If-None-Match: \"a:b\"",
            "Authorization: Basic YTpi",
            "Referer: http://b.example/c",
            "Connection: keep-alive",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "TE: trailers",
            "Upgrade-Insecure-Requests: 1");
    private static final List<String> ODD_BYTES = List.of(
            "\r", "\n", "\r\n", " ", "\t", "\0", ":", ",", ";", "#", "\"", "\\", "/", "\u007f", "\u000b", "\u00a0", "0",
            "1", "x", "_", "-", "+");
    private static final List<String> ODD_LINES = List.of(
            "Content-Length: 5",
            "Content-Length: 0",
            "Content-Length: +5",
            "Content-Length: 5, 5",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding : chunked",
            "Host: b.example",
            " folded",
            "\tfolded",
            "Connection: close",
            "Connection: cookie, x-lower",
            "Expect: 100-continue",
            "X");

    private final Random random;

    private RandomExchange(long seed) {
        random = new Random(seed);
    }

    /** The bytes that come of a seed, one character each. */
    static String of(long seed) {
        return new RandomExchange(seed).exchange();
    }

    private String exchange() {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
            text.append(request());
        }
        for (int i = random.nextInt(2) == 0 ? 0 : 1 + random.nextInt(2); i > 0; i--) {
            mutate(text);
        }
        return text.toString();
    }

    private String request() {
        boolean old = random.nextInt(10) == 0;
        StringBuilder text = new StringBuilder()
                .append(one(METHODS))
                .append(' ')
                .append(one(TARGETS))
                .append(old ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
        List<String> fields = new ArrayList<>(List.of(random.nextBoolean() ? "Host: a.example" : "host:a.example"));
        for (int i = random.nextInt(6); i > 0; i--) {
            fields.add(random.nextInt(fields.size() + 1), one(FIELDS));
        }
        String body = "";
        switch (random.nextInt(old ? 2 : 3)) {
            case 1 -> {
                body = "b".repeat(random.nextInt(40));
                fields.add(random.nextInt(fields.size() + 1), "Content-Length: " + body.length());
            }
            case 2 -> {
                body = chunks();
                fields.add(random.nextInt(fields.size() + 1), "Transfer-Encoding: chunked");
            }
            default -> {}
        }
        fields.forEach(field -> text.append(field).append("\r\n"));
        return text.append("\r\n").append(body).toString();
    }

    private String chunks() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            int size = 1 + random.nextInt(30);
            text.append(Integer.toHexString(size))
                    .append(random.nextInt(4) == 0 ? ";a=b" : "")
                    .append("\r\n")
                    .append("c".repeat(size))
                    .append("\r\n");
        }
        return text.append(random.nextInt(4) == 0 ? "0\r\nX-Trailer: t\r\n\r\n" : "0\r\n\r\n")
                .toString();
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length());
        int line = text.indexOf("\r\n", at) + 2;
        switch (random.nextInt(5)) {
            case 0 -> text.insert(at, one(ODD_BYTES));
            case 1 -> text.replace(at, at + 1, one(ODD_BYTES));
            case 2 -> text.deleteCharAt(at);
            case 3 -> text.insert(line < 2 ? at : line, one(ODD_LINES) + "\r\n");
            default -> {
                int end = line < 2 ? -1 : text.indexOf("\r\n", line);
                if (end > 0) {
                    text.delete(line, end + 2);
                }
            }
        }
    }

    private String one(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}

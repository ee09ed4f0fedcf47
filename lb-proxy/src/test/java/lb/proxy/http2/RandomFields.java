package lb.proxy.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lists of fields as they come one after the other on a connection: much of it again, some of it never before. */
final class RandomFields {
    private static final String[] NAMES = {
        "content-type", "server", "date", "etag", "x-request-id", "accept-encoding", "cache-control", "cookie",
                "set-cookie",
        "authorization", "content-length", "vary", "x-a", "x-b", "x-c-with-a-longer-name", "user-agent", "te", "host"
    };
    private static final String[] VALUES = {
        "",
        "gzip, deflate",
        "text/html; charset=utf-8",
        "nginx",
        "no-cache",
        "1024",
        "a=b",
        "trailers",
        "public, max-age=3600"
    };
    private static final String[][] PSEUDO = {
        {":status", "200"},
        {":status", "302"},
        {":method", "GET"},
        {":method", "PATCH"},
        {":path", "/"},
        {":path", "/a?b=c"},
        {":scheme", "https"},
        {":authority", "www.example.com"}
    };

    private final Random random;

    RandomFields(long seed) {
        random = new Random(seed);
    }

    List<String[]> list() {
        List<String[]> fields = new ArrayList<>();
        fields.add(PSEUDO[random.nextInt(PSEUDO.length)]);
        for (int count = random.nextInt(14); count > 0; count--) {
            fields.add(new String[] {name(), value()});
        }
        return fields;
    }

    private String name() {
        return random.nextInt(12) == 0
                ? "x-" + text(random.nextInt(60), 'a', 'z')
                : NAMES[random.nextInt(NAMES.length)];
    }

    private String value() {
        return switch (random.nextInt(10)) {
            case 0 -> text(random.nextInt(200), ' ', '~');
            case 1 -> text(random.nextInt(20), '\0', '\u00ff');
            case 2 -> text(random.nextInt(100) == 0 ? 5000 : 1 + random.nextInt(500), '0', '9');
            default -> VALUES[random.nextInt(VALUES.length)];
        };
    }

    private String text(int length, char first, char last) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (first + random.nextInt(last - first + 1)));
        }
        return text.toString();
    }
}

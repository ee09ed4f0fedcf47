package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lb.proxy.route.PersistenceCookie;
import lb.proxy.route.Routing;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.upstream.Backend;
import org.junit.jupiter.api.Test;

/** Any Cookie and Set-Cookie fields: the heads that come out are those that a slow editor of text makes. */
class CookieFuzzTest {
    private static final List<String> PIECES = List.of(
            "SRV",
            "srv",
            "SRV2",
            "=",
            "=",
            "=",
            ";",
            ";",
            "; ",
            " ",
            "\t",
            "~",
            "|",
            "a",
            "b",
            "a~",
            "b~x",
            "zz",
            ",",
            "\"",
            "\u00e9",
            "x=1",
            "SRV=a",
            "SRV=b~v",
            "SRV=a|AAAAA|AAAAA",
            "; path=/; SRV=b");

    @FuzzTest(maxDuration = "2m")
    void fields(FuzzedDataProvider data) {
        CookieSettings.Mode mode = data.pickValue(CookieSettings.Mode.values());
        boolean option = data.consumeBoolean();
        List<String> values = new ArrayList<>();
        while (data.remainingBytes() > 0 && values.size() < 20) {
            values.add(data.consumeString(80).replaceAll("[^\\t -~\u0080-\u00ff]", ""));
        }
        check(mode, option, values);
    }

    @Test
    void thousandsOfRandomFieldsAreEditedAsTextWouldBe() {
        Random random = new Random(5);
        for (int i = 0; i < 5000; i++) {
            List<String> values = IntStream.range(0, random.nextInt(4))
                    .mapToObj(_ -> IntStream.range(0, random.nextInt(8))
                            .mapToObj(_ -> PIECES.get(random.nextInt(PIECES.size())))
                            .collect(Collectors.joining()))
                    .toList();
            check(CookieSettings.Mode.values()[random.nextInt(3)], random.nextBoolean(), values);
        }
    }

    private static void check(CookieSettings.Mode mode, boolean option, List<String> values) {
        CookieSettings settings = new CookieSettings(
                "SRV",
                mode,
                option,
                false,
                option,
                false,
                false,
                List.of(),
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                null,
                Map.of("s1", "a", "s2", "b"));
        Backend backend = backend(settings);
        PersistenceCookie cookie = Objects.requireNonNull(
                Objects.requireNonNull(routing(backend).otherwise()).cookie());
        List<String> stripped = values.stream().map(CookieFuzzTest::trimmed).toList();
        CookieExchange exchange = new CookieExchange();
        String request = passed("GET / HTTP/1.1\r\n", "cookie", values, (lines, in, out) -> {
            exchange.begin(cookie, lines, in, 0, false, false, null);
            lines.copyFields(in, out);
            out.writeBytes("\r\n".getBytes(ISO_8859_1));
            exchange.writeRequest(lines, in, out, null);
        });
        same(request, requestByText(mode, option, values, stripped), mode, option, values);

        String response = passed("HTTP/1.1 200 OK\r\n", "SET-cookie", values, (lines, in, out) -> {
            exchange.beginResponse(lines, in);
            lines.copyFields(in, out);
            out.writeBytes("\r\n".getBytes(ISO_8859_1));
            exchange.writeResponse(backend.servers().get(1), lines, in, out, null);
        });
        same(response, responseByText(mode, option, values, stripped), mode, option, values);
    }

    private interface Edit {
        void apply(HeadLines lines, ByteBuf in, ByteBuf out);
    }

    private static String passed(String start, String name, List<String> values, Edit edit) {
        String head = start + "X: y\r\n"
                + values.stream().map(value -> name + ":" + value + "\r\n").collect(Collectors.joining())
                + "Z: SRV=a\r\n\r\n";
        ByteBuf in = Unpooled.copiedBuffer("??" + head, ISO_8859_1).skipBytes(2);
        HeadLines lines = new HeadLines(new HeadLimits(1 << 20, 100));
        if (lines.readStartLine(in) != HeadProgress.COMPLETE || lines.readFields(in) != HeadProgress.COMPLETE) {
            throw new AssertionError(lines.malformed() + " in " + head);
        }
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(start.getBytes(ISO_8859_1));
        edit.apply(lines, in, out);
        return out.toString(ISO_8859_1);
    }

    // The same with strings

    private static String requestByText(
            CookieSettings.Mode mode, boolean indirect, List<String> values, List<String> stripped) {
        boolean changes = mode == CookieSettings.Mode.PREFIX || (mode == CookieSettings.Mode.INSERT && indirect);
        StringBuilder kept = new StringBuilder("GET / HTTP/1.1\r\nX: y\r\n");
        StringBuilder changed = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            String[] pairs = stripped.get(i).split(";", -1);
            boolean has = false;
            List<String> rest = new ArrayList<>();
            for (String one : pairs) {
                String pair = trimmed(one);
                int equals = pair.indexOf('=');
                boolean own = equals >= 0 && trimmed(pair.substring(0, equals)).equals("SRV");
                has |= own;
                if (own && mode == CookieSettings.Mode.PREFIX) {
                    String value = trimmed(pair.substring(equals + 1));
                    int start = value.isEmpty() ? pair.length() : pair.indexOf(value, equals + 1);
                    rest.add(pair.substring(0, start) + value.substring(value.indexOf('~') + 1));
                } else if (!own && !pair.isEmpty()) {
                    rest.add(pair);
                }
            }
            if (!has || !changes) {
                kept.append("cookie:").append(values.get(i)).append("\r\n");
            } else if (!rest.isEmpty()) {
                changed.append("Cookie: ").append(String.join("; ", rest)).append("\r\n");
            }
        }
        return kept.append("Z: SRV=a\r\n").append(changed).append("\r\n").toString();
    }

    private static String responseByText(
            CookieSettings.Mode mode, boolean preserve, List<String> values, List<String> stripped) {
        StringBuilder kept = new StringBuilder("HTTP/1.1 200 OK\r\nX: y\r\n");
        StringBuilder changed = new StringBuilder();
        boolean any = false;
        for (int i = 0; i < values.size(); i++) {
            String value = stripped.get(i);
            int semicolon = value.indexOf(';');
            String pair = semicolon < 0 ? value : value.substring(0, semicolon);
            String attributes = value.substring(pair.length());
            int equals = pair.indexOf('=');
            boolean own = equals >= 0 && trimmed(pair.substring(0, equals)).equals("SRV");
            any |= own;
            if (!own || mode == CookieSettings.Mode.PASSIVE || (mode == CookieSettings.Mode.INSERT && preserve)) {
                kept.append("SET-cookie:").append(values.get(i)).append("\r\n");
            } else if (mode != CookieSettings.Mode.INSERT) {
                String behind = pair.substring(equals + 1);
                String bare = behind.stripLeading().isEmpty() ? "" : trimmed(behind);
                String after =
                        behind.substring(bare.isEmpty() ? trimmedEnd(behind) : behind.indexOf(bare) + bare.length());
                changed.append("Set-Cookie: SRV=b")
                        .append(mode == CookieSettings.Mode.PREFIX ? "~" + bare : "")
                        .append(after)
                        .append(attributes)
                        .append("\r\n");
            }
        }
        if (mode == CookieSettings.Mode.INSERT && !(any && preserve) && !asked(stripped)) {
            changed.append("Set-Cookie: SRV=b; path=/\r\n");
        }
        return kept.append("Z: SRV=a\r\n").append(changed).append("\r\n").toString();
    }

    /** Whether the request was for the second server. */
    private static boolean asked(List<String> stripped) {
        for (String value : stripped) {
            for (String pair : value.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals >= 0 && trimmed(pair.substring(0, equals)).equals("SRV")) {
                    return trimmed(pair.substring(equals + 1)).equals("b");
                }
            }
        }
        return false;
    }

    private static int trimmedEnd(String text) {
        return trimmed("x" + text).length() - 1;
    }

    private static String trimmed(String text) {
        return text.replaceAll("^[ \t]+|[ \t]+$", "");
    }

    private static void same(
            String seen, String expected, CookieSettings.Mode mode, boolean option, List<String> values) {
        if (!seen.equals(expected)) {
            throw new AssertionError(
                    "%s %s of %s%nwas      %s%nexpected %s".formatted(mode, option, values, seen, expected));
        }
    }

    private static Routing routing(Backend backend) {
        return new Routing(
                new FrontendSettings(
                        "fe",
                        Mode.HTTP,
                        List.of(),
                        "be",
                        new FrontendTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                        FrontendHttp.STANDARD,
                        FrontendRouting.NONE,
                        FrontendUdp.STANDARD,
                        LogFormat.Known.NONE,
                        false,
                        List.of()),
                _ -> backend);
    }

    private static Backend backend(CookieSettings cookie) {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 80);
        return new Backend(
                new BackendSettings(
                        "be",
                        Mode.HTTP,
                        new Balancing(new Balance.RoundRobin()),
                        new BackendTimeouts(Duration.ZERO, Duration.ZERO),
                        BackendHttp.STANDARD.withCookie(cookie),
                        MessageEdits.NONE,
                        BackendUdp.STANDARD,
                        new Retrying(0, false),
                        List.of(ServerSettings.of("s1", address, 1), ServerSettings.of("s2", address, 1))),
                1,
                _ -> {},
                () -> 0);
    }
}

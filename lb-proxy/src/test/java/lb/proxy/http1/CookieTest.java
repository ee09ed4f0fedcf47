package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lb.proxy.Cookies;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.Condition;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.CookieSettings.Mode;
import lb.proxy.settings.Persisting;
import lb.proxy.settings.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cookie that brings clients back, as HAProxy 2.6 was seen to treat it: what servers and clients get, and the log. */
@Timeout(60)
class CookieTest {
    private static final String OWN = "Set-Cookie: SRV=own; Path=/x\r\nset-cookie: o=1\r\n";

    /** One that tells in its body the cookies that it got. */
    private static Origin origin(String fields) throws IOException {
        return new Origin(peer -> {
            for (String head = peer.readHead(); !head.isEmpty(); head = peer.readHead()) {
                String cookies = cookies(head, "cookie:");
                peer.send(
                        "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + cookies.length() + "\r\n\r\n" + cookies);
            }
        });
    }

    private static String cookies(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .collect(Collectors.joining(" & "));
    }

    private static CookieSettings cookie(Mode mode, String options) {
        return new CookieSettings(
                "SRV",
                mode,
                options.contains("indirect"),
                options.contains("nocache"),
                options.contains("preserve"),
                options.contains("httponly"),
                options.contains("secure"),
                options.contains("domain") ? List.of(".a.b", ".c.d") : List.of(),
                options.contains("attr") ? List.of("SameSite=None") : List.of(),
                Duration.ZERO,
                Duration.ZERO,
                null,
                Map.of("s1", "a", "s2", "b"));
    }

    private static RunningProxy proxy(CookieSettings cookie, Origin one, Origin two) throws Exception {
        return new RunningProxy.Wish()
                .http(BackendHttp.STANDARD.withCookie(cookie))
                .server(one)
                .server(two)
                .start();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                // mode, options, the client's, the server's, what the server gets, what the client gets, letters
                "INSERT, ``, -,                -, ``, SRV=a; path=/, NI",
                "INSERT, ``, SRV=b,            -, SRV=b,           ``, VN",
                "INSERT, ``, x=1; SRV=b; y=2,  -, x=1; SRV=b; y=2, ``, VN",
                "INSERT, ``, SRV=zz,           -, SRV=zz,          SRV=a; path=/, II",
                "INSERT, ``, SRV=,             -, SRV=,            SRV=a; path=/, II",
                "INSERT, ``, SRV=a; SRV=b,     -, SRV=a; SRV=b,    ``, VN",
                "INSERT, ``, -,              own, ``, o=1 & SRV=a; path=/, NI",
                "INSERT, ``, SRV=b,          own, SRV=b,           o=1,           VD",
                "INSERT, indirect, SRV=b,            -, ``, ``, VN",
                "INSERT, indirect, x=1; SRV=b; y=2,  -, x=1; y=2,        ``, VN",
                "INSERT, indirect, x=1;SRV=b,        -, x=1,             ``, VN",
                "INSERT, indirect, SRV=a; SRV=b,     -, ``, ``, VN",
                "INSERT, indirect, SRV=zz,           -, ``, SRV=a; path=/, II",
                "INSERT, preserve, -,              own, ``, SRV=own; Path=/x & o=1, NP",
                "INSERT, preserve, SRV=b,          own, SRV=b,           SRV=own; Path=/x & o=1, VP",
                "INSERT, preserve, -,                -, ``, SRV=a; path=/, NI",
                "INSERT, httponly secure domain attr, -, -, ``, SRV=a; path=/; domain=.a.b; domain=.c.d; HttpOnly; Secure; SameSite=None, NI",
                "REWRITE, ``, -,                -, ``, ``, NN",
                "REWRITE, ``, SRV=b,            -, SRV=b,           ``, VN",
                "REWRITE, ``, -,              own, ``, o=1 & SRV=a; Path=/x, NR",
                "REWRITE, ``, SRV=b,          own, SRV=b,           o=1 & SRV=b; Path=/x, VR",
                "PREFIX, ``, SRV=b~val; x=1, own, SRV=val; x=1,    o=1 & SRV=b~own; Path=/x, VR",
                "PREFIX, ``, SRV=zz~val,     own, SRV=val,         o=1 & SRV=a~own; Path=/x, IR",
                "PREFIX, ``, SRV=b,            -, SRV=b,           ``, VN",
                "PREFIX, ``, -,              own, ``, o=1 & SRV=a~own; Path=/x, NR",
                "PASSIVE, ``, SRV=b,          own, SRV=b,           SRV=own; Path=/x & o=1, --",
                "PASSIVE, ``, SRV=zz,           -, SRV=zz,          ``, --",
                "PASSIVE, ``, -,              own, ``, SRV=own; Path=/x & o=1, --",
            })
    void theCookieIsTreatedAsHaproxyDoes(
            Mode mode,
            String options,
            String ofClient,
            String ofServer,
            String atServer,
            String atClient,
            String letters)
            throws Exception {
        String fields = ofServer == null ? "" : OWN;
        try (Origin one = origin(fields);
                Origin two = origin(fields);
                RunningProxy proxy = proxy(cookie(mode, options), one, two);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + (ofClient == null ? "" : "Cookie: " + ofClient + "\r\n")
                    + "\r\n");

            String response = client.readResponse();

            int body = response.indexOf("\r\n\r\n") + 4;
            assertThat(response.substring(body)).as("at the server").isEqualTo(atServer);
            assertThat(cookies(response.substring(0, body), "set-cookie:"))
                    .as("at the client")
                    .isEqualTo(atClient);
            assertThat(letters(proxy.end())).isEqualTo(letters);
        }
    }

    private static String letters(ExchangeEnd end) {
        return "" + end.requestCookie() + end.responseCookie();
    }

    @Test
    void aClientStaysOnItsServerRequestAfterRequest() throws Exception {
        try (Origin one = origin("");
                Origin two = origin("");
                RunningProxy proxy = proxy(cookie(Mode.INSERT, "indirect nocache"), one, two);
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).contains("Set-Cookie: SRV=a; path=/\r\nCache-Control: private\r\n\r\n");
            assertThat(proxy.end().server()).isEqualTo("s1");
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nCookie: k=v\r\nCOOKIE: SRV=a\r\nX: y\r\n\r\n");
                assertThat(client.readResponse()).doesNotContain("Set-Cookie").endsWith("\r\n\r\nk=v");
                ExchangeEnd end = proxy.end();
                assertThat(end.server()).isEqualTo("s1");
                assertThat(letters(end)).isEqualTo("VN");
            }
        }
    }

    @Test
    void whoseServerCannotBeReachedGetsAnotherAndItsCookie() throws Exception {
        try (Origin two = origin("");
                RunningProxy proxy = new RunningProxy.Wish()
                        .http(BackendHttp.STANDARD.withCookie(cookie(Mode.INSERT, "indirect")))
                        .server(ScriptedServer.refusing())
                        .server(two)
                        .retries(1)
                        .redispatch()
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nCookie: SRV=a\r\n\r\n");
            assertThat(client.readResponse()).contains("Set-Cookie: SRV=b; path=/\r\n");
            assertThat(letters(proxy.end())).isEqualTo("DI");
        }
    }

    @Test
    void withoutACookieTheLettersAreDashes() throws Exception {
        try (Origin one = origin("");
                RunningProxy proxy = new RunningProxy.Wish().server(one).start();
                Peer client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nCookie: SRV=a\r\n\r\n");
            assertThat(client.readResponse()).endsWith("SRV=a");
            assertThat(letters(proxy.end())).isEqualTo("--");
        }
    }

    private static CookieSettings limited(long idle, long life, @Nullable String dynamicKey) {
        return Cookies.inserted(
                false, idle, life, dynamicKey, dynamicKey == null ? Map.of("s1", "a", "s2", "b") : Map.of("s2", "b"));
    }

    private static String ask(Peer client, String cookie) throws IOException {
        client.send("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\n\r\n");
        return cookies(client.readResponse(), "set-cookie:");
    }

    @Test
    void aCookieWithLimitsHasItsDatesAndIsRenewed() throws Exception {
        try (Origin one = origin("");
                Origin two = origin("");
                RunningProxy proxy = proxy(limited(3600, 7200, null), one, two);
                Peer client = proxy.connect()) {
            String given = ask(client, "SRV=b");
            assertThat(given).matches("SRV=b\\|[\\w+/]{5}\\|[\\w+/]{5}; path=/");
            assertThat(letters(proxy.end())).isEqualTo("VU");

            String old = ask(client, "SRV=b|AAAAA|AAAAA");
            assertThat(old).matches("SRV=a\\|([\\w+/]{5})\\|\\1; path=/");
            assertThat(letters(proxy.end())).isEqualTo("EI");

            String outlived = ask(client, "SRV=b|" + given.substring(6, 11) + "|AAAAA");
            assertThat(outlived).startsWith("SRV=b|");
            assertThat(letters(proxy.end())).isEqualTo("OI");

            assertThat(ask(client, "SRV=zz|AAAAA|AAAAA")).startsWith("SRV=");
            assertThat(letters(proxy.end())).isEqualTo("EI");
            assertThat(ask(client, "SRV=zz|" + given.substring(6, 11))).startsWith("SRV=");
            assertThat(letters(proxy.end())).isEqualTo("II");
        }
    }

    @Test
    void aDynamicValueIsThatOfTheAddressAndLeadsBack() throws Exception {
        try (Origin one = origin("");
                Origin two = origin("");
                RunningProxy proxy = proxy(limited(0, 0, "secret"), one, two);
                Peer client = proxy.connect()) {
            String given = ask(client, "x=1");
            assertThat(given).matches("SRV=[0-9a-f]{16}; path=/");
            assertThat(proxy.end().server()).isEqualTo("s1");
            assertThat(ask(client, "x=1")).isEqualTo("SRV=b; path=/");
            assertThat(proxy.end().server()).isEqualTo("s2");
            for (int i = 0; i < 3; i++) {
                assertThat(ask(client, given.substring(0, 20))).isEmpty();
                assertThat(proxy.end().server()).isEqualTo("s1");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // what is asked, path, up or down, what the client gets, letters, server
        "none,   /x,      down, SRV=b; path=/, DI, s2",
        "always, /x,      down, '',            DN, s1",
        "always, /x,      up,   '',            VN, s1",
        "rules,  /x,      down, SRV=b; path=/, DI, s2",
        "rules,  /force,  down, '',            DN, s1",
        "rules,  /force,  up,   '',            VN, s1",
        "rules,  /ignore, down, '',            UN, s2",
        "always, /ignore, down, '',            DN, s1",
    })
    void whoKeepsAServerThatIsDownIsAskedFor(
            String asked, String path, String state, String atClient, String letters, String server) throws Exception {
        try (Origin one = origin("");
                Origin two = origin("");
                RunningProxy proxy = new RunningProxy.Wish()
                        .http(BackendHttp.STANDARD.withCookie(cookie(Mode.INSERT, "indirect")))
                        .persisting(persisting(asked))
                        .server(one)
                        .server(two)
                        .start();
                Peer client = proxy.connect()) {
            if (state.equals("down")) {
                proxy.control(1).administer(Admin.MAINT);
            }
            client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nCookie: SRV=a\r\n\r\n");
            assertThat(cookies(client.readResponse(), "set-cookie:")).isEqualTo(atClient);
            ExchangeEnd end = proxy.end();
            assertThat(letters(end)).isEqualTo(letters);
            assertThat(end.server()).isEqualTo(server);
        }
    }

    private static Persisting persisting(String asked) {
        return switch (asked) {
            case "always" -> new Persisting(true, null, null);
            case "rules" -> new Persisting(false, path("/force"), path("/ignore"));
            default -> Persisting.STANDARD;
        };
    }

    private static Condition path(String path) {
        return new Condition.Text(new Sample.Path(), Condition.Comparison.EXACT, List.of(path), false);
    }

    @ParameterizedTest
    @CsvSource({"/x, 200, s2", "/force, 503, s1"})
    void whoIsForcedToAServerGoesNowhereElse(String path, int status, String server) throws Exception {
        try (Origin two = origin("");
                RunningProxy proxy = new RunningProxy.Wish()
                        .http(BackendHttp.STANDARD.withCookie(cookie(Mode.INSERT, "indirect")))
                        .persisting(persisting("rules"))
                        .server(ScriptedServer.refusing())
                        .server(two)
                        .retries(1)
                        .redispatch()
                        .start();
                Peer client = proxy.connect()) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nCookie: SRV=a\r\n\r\n");
            client.readResponse();
            ExchangeEnd end = proxy.end();
            assertThat(end.status()).isEqualTo(status);
            assertThat(end.server()).isEqualTo(server);
            assertThat(end.retries()).isEqualTo(1);
        }
    }
}

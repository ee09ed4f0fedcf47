package lb.proxy.http1;

import static lb.proxy.http1.GivenRoutes.responseTo;
import static lb.proxy.http1.GivenRules.is;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.Condition;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.CookieSettings.Mode;
import lb.proxy.settings.Persisting;
import lb.proxy.settings.Rules;
import lb.proxy.settings.Sample;
import lb.proxy.settings.UseServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that rules name, and the ways by which clients come back to theirs, as HAProxy 2.6 was seen to treat them. */
@Timeout(60)
class UseServerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String TO_SECOND = "GET / HTTP/1.1\r\nHost: a\r\nX-Which: two\r\n";
    private static final UseServer SECOND = new UseServer(is(new Sample.Header("X-Which"), "two"), "s2");

    @Test
    void useServerComesBeforeTheTurnOfServers() throws Exception {
        try (Origin one = Origin.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
                Origin two = Origin.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(one)
                        .server(two)
                        .backendRules(Rules.NONE, SECOND)
                        .start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(responseTo(proxy, "GET / HTTP/1.1\r\nHost: a\r\nX-Which: two\r\n\r\n"))
                        .endsWith("two");
            }
            assertThat(responseTo(proxy, GET)).endsWith("one");
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // mode, max-idle, the client's, the server's, what the client gets, letters
                "INSERT,  0, -,           -,   '',             NN",
                "INSERT,  0, SRV=a,       -,   '',             UN",
                "INSERT,  0, SRV=b,       -,   '',             UN",
                "INSERT,  0, -,           own, '',             ND",
                "INSERT,  9, -,           -,   SRV=b|date,     NU",
                "INSERT,  9, SRV=a|aaaaa, -,   SRV=b|date,     EU",
                "REWRITE, 0, -,           own, SRV=b,          NR",
                "REWRITE, 0, SRV=a,       own, SRV=b,          UR",
            })
    void theClientIsNotBoundToAServerThatARuleNames(
            Mode mode, int maxIdle, String ofClient, String ofServer, String atClient, String letters)
            throws Exception {
        String field = ofServer == null ? "" : "Set-Cookie: SRV=" + ofServer + "\r\n";
        try (Origin one = origin(field);
                Origin two = origin(field);
                RunningProxy proxy = wish(mode, Duration.ofHours(maxIdle))
                        .server(one)
                        .server(two)
                        .start()) {
            String response =
                    responseTo(proxy, TO_SECOND + (ofClient == null ? "" : "Cookie: " + ofClient + "\r\n") + "\r\n");

            assertThat(given(response)).isEqualTo(atClient);
            ExchangeEnd end = proxy.end();
            assertThat(end.server()).isEqualTo("s2");
            assertThat("" + end.requestCookie() + end.responseCookie()).isEqualTo(letters);
        }
    }

    @Test
    void whoCannotBeServedThereIsBoundToTheServerThatServes() throws Exception {
        try (Origin one = origin("");
                RunningProxy proxy = wish(Mode.INSERT, Duration.ZERO)
                        .server(one)
                        .server(ScriptedServer.refusing())
                        .retries(1)
                        .redispatch()
                        .start()) {
            assertThat(given(responseTo(proxy, TO_SECOND + "Cookie: SRV=b\r\n\r\n")))
                    .isEqualTo("SRV=a");
            ExchangeEnd end = proxy.end();
            assertThat("" + end.requestCookie() + end.responseCookie()).isEqualTo("UI");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // what is asked, the path, the server
        "none,   /x,     s1",
        "always, /x,     s2",
        "rules,  /x,     s1",
        "rules,  /force, s2",
    })
    void aServerThatIsDownIsPassedOverUnlessClientsKeepSuch(String asked, String path, String server) throws Exception {
        Persisting persisting = switch (asked) {
            case "always" -> new Persisting(true, null, null);
            case "rules" -> new Persisting(false, GivenRules.path("/force"), null);
            default -> Persisting.STANDARD;
        };
        try (Origin one = origin("");
                Origin two = origin("");
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(one)
                        .server(two)
                        .backendRules(Rules.NONE, new UseServer(new Condition.Constant(true), "s2"))
                        .persisting(persisting)
                        .start()) {
            proxy.control(2).administer(Admin.MAINT);

            assertThat(responseTo(proxy, "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(proxy.end().server()).isEqualTo(server);
        }
    }

    private static RunningProxy.Wish wish(Mode mode, Duration maxIdle) {
        CookieSettings cookie = new CookieSettings(
                "SRV",
                mode,
                false,
                false,
                false,
                false,
                false,
                List.of(),
                List.of(),
                maxIdle,
                Duration.ZERO,
                null,
                Map.of("s1", "a", "s2", "b"));
        return new RunningProxy.Wish()
                .http(BackendHttp.STANDARD.withCookie(cookie))
                .backendRules(Rules.NONE, SECOND);
    }

    private static Origin origin(String fields) throws IOException {
        return Origin.answering("HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 0\r\n\r\n");
    }

    /** What the client gets, without its attributes and with no date in particular. */
    private static String given(String response) {
        return response.lines()
                .filter(line -> line.startsWith("Set-Cookie: "))
                .map(line -> line.substring("Set-Cookie: ".length())
                        .replaceFirst(";.*", "")
                        .replaceFirst("\\|.{5}$", "|date"))
                .findFirst()
                .orElse("");
    }
}

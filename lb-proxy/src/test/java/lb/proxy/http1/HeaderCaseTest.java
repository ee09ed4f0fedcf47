package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.proxy.Cookies;
import lb.proxy.settings.AddressField;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;
import org.junit.jupiter.api.Test;

/** Names of fields go on as received, or as they are to be spelled. */
class HeaderCaseTest {
    private static final String REQUEST =
            "POST /soapaction: HTTP/1.1\r\nhost: a\r\nsoapaction: soapaction: x\r\nX-oTHER: y\r\ncontent-length: 14\r\n\r\n"
                    + "soapaction: b\n";
    private static final String RESPONSE =
            "HTTP/1.1 200 etag:\r\netag: \"etag: e\"\r\nEtagg: x\r\ncontent-length: 8\r\n\r\netag: b\n";

    private static RunningProxy.Wish wish(List<String> inRequests, List<String> inResponses) {
        Forwarding forwardedFor = new Forwarding(AddressField.named("X-Forwarded-For"), null, Set.of(), null);
        return new RunningProxy.Wish()
                .http(new FrontendHttp(ConnectionMode.KEEP_ALIVE, forwardedFor, false, inResponses))
                .http(new BackendHttp(
                        ConnectionMode.KEEP_ALIVE, Reuse.SAFE, IdleConnectionSettings.STANDARD, false, inRequests));
    }

    private static void check(RunningProxy.Wish wish, String request, String response) {
        try (InMemoryProxy proxy = new InMemoryProxy(wish)) {
            InMemorySocket client = proxy.connect();
            for (int i = 1; i <= 2; i++) {
                client.send(REQUEST);
                proxy.run();
                InMemorySocket server = proxy.upstreams().getFirst();
                assertThat(server.written().toString()).isEqualTo(request.repeat(i));
                server.send(RESPONSE);
                proxy.run();
                assertThat(client.written().toString()).isEqualTo(response.repeat(i));
            }
            proxy.forget(client);
        }
    }

    @Test
    void asReceived() {
        check(wish(List.of(), List.of()), REQUEST.replace("14\r\n", "14\r\nX-Forwarded-For: 127.0.0.1\r\n"), RESPONSE);
    }

    @Test
    void asSpelledForServers() {
        check(
                wish(List.of("SOAPAction", "Content-Length", "x-forwarded-FOR"), List.of()),
                REQUEST.replaceFirst("\nsoapaction", "\nSOAPAction")
                        .replace("content-length: 14\r\n", "Content-Length: 14\r\nx-forwarded-FOR: 127.0.0.1\r\n"),
                RESPONSE);
    }

    @Test
    void asSpelledForClients() {
        check(
                wish(List.of(), List.of("ETag", "CONTENT-LENGTH")),
                REQUEST.replace("14\r\n", "14\r\nX-Forwarded-For: 127.0.0.1\r\n"),
                RESPONSE.replaceFirst("\netag", "\nETag").replace("content-length", "CONTENT-LENGTH"));
    }

    @Test
    void whatIsAnsweredHereIsSpelledToo() {
        try (InMemoryProxy proxy = new InMemoryProxy(wish(List.of(), List.of("CONTENT-LENGTH", "connectION")))) {
            InMemorySocket client = proxy.connect();
            client.send("GET / HTTP/1.1\r\n\r\n");
            proxy.run();
            assertThat(client.written().toString())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\r\nCONTENT-LENGTH: ", "\r\nconnectION: close\r\n");
            proxy.forget(client);
        }
    }

    @Test
    void whatComesOfAPersistenceCookieIsSpelledToo() {
        CookieSettings cookie = Cookies.inserted(true, 0, 0, null, Map.of("s1", "a"));
        RunningProxy.Wish wish = new RunningProxy.Wish()
                .http(new FrontendHttp(
                        ConnectionMode.KEEP_ALIVE, Forwarding.NONE, false, List.of("set-COOKIE", "cache-CONTROL")))
                .http(new BackendHttp(
                                ConnectionMode.KEEP_ALIVE,
                                Reuse.SAFE,
                                IdleConnectionSettings.STANDARD,
                                false,
                                List.of("COOKIE"))
                        .withCookie(cookie));
        try (InMemoryProxy proxy = new InMemoryProxy(wish)) {
            InMemorySocket client = proxy.connect();
            client.send("GET / HTTP/1.1\r\nHost: a\r\ncookie: x=1; SRV=z\r\n\r\n");
            proxy.run();
            InMemorySocket server = proxy.upstreams().getFirst();
            assertThat(server.written().toString()).isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nCOOKIE: x=1\r\n\r\n");
            server.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            proxy.run();
            assertThat(client.written().toString())
                    .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nset-COOKIE: SRV=a; path=/\r\n"
                            + "cache-CONTROL: private\r\n\r\n");
            proxy.forget(client);
        }
    }
}

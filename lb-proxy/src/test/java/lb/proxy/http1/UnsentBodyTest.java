package lb.proxy.http1;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that no server can be asked for, as HAProxy 2.6 answers them: whoever has sent all of one may send another. */
@Timeout(60)
class UnsentBodyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Length: 5          | hello                         | true
            Content-Length: 5          | hell                          | false
            Content-Length: 20000      | hello                         | false
            Transfer-Encoding: chunked | 5\\r\\nhello\\r\\n0\\r\\n\\r\\n | true
            Transfer-Encoding: chunked | 5\\r\\nhello\\r\\n             | false
            """)
    void connectionOfAClientGoesOnWhereTheBodyHasComeWhole(String framing, String body, boolean whole) {
        try (InMemoryProxy proxy = new InMemoryProxy(new RunningProxy.Wish().retries(0))) {
            proxy.upstreams(InMemorySocket.Connects.REFUSED);
            InMemorySocket client = proxy.connect();
            client.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n" + body.replace("\\r\\n", "\r\n"));
            eventually("the exchange has ended", () -> {
                proxy.run();
                return !proxy.ends().isEmpty();
            });
            String answer = client.written().toString();
            assertThat(answer).startsWith("HTTP/1.1 503 ");
            assertThat(answer.contains("\r\nConnection: close\r\n")).as(answer).isEqualTo(!whole);
            proxy.ends().clear();
            if (whole) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                eventually("the next one has ended", () -> {
                    proxy.run();
                    return !proxy.ends().isEmpty();
                });
                assertThat(client.isEnded()).isFalse();
            }
            proxy.forget(client);
        }
    }
}

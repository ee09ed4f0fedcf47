package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Why messages were refused is counted, by a fixed word. */
@Timeout(60)
class RefusalsTest {
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static List<RefusedMessages> after(String request, String response) throws Exception {
        return after(request, response, RunningProxy::refused);
    }

    private static InvalidMessage kept(String request, String response) throws Exception {
        return after(request, response, proxy -> proxy.invalid().getFirst());
    }

    private static <T> T after(String request, String response, Function<RunningProxy, T> told) throws Exception {
        try (Origin origin = new Origin(peer -> {
                    peer.readHead();
                    peer.send(response);
                    peer.readToEnd();
                });
                RunningProxy proxy = RunningProxy.before(origin);
                Peer client = proxy.connect()) {
            client.send(request);
            client.readToEnd();
            return told.apply(proxy);
        }
    }

    @Test
    void aHeadIsCounted() throws Exception {
        assertThat(after("GET / HTTP/1.1\r\nHost : a\r\n\r\n", ""))
                .containsExactly(new RefusedMessages("request", "space_before_colon", 1));
    }

    @Test
    void aHeadBeyondALimitIsToo() throws Exception {
        assertThat(after("GET / HTTP/1.1\r\nHost: " + "a".repeat(17_000), ""))
                .containsExactly(new RefusedMessages("request", "head_too_long", 1));
    }

    @Test
    void aBodyIsCounted() throws Exception {
        assertThat(after(CHUNKED + "x\r\n", "")).containsExactly(new RefusedMessages("request", "chunk_size", 1));
    }

    @Test
    void aResponseIsCounted() throws Exception {
        String get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        assertThat(after(get, "SSH-2.0-x\r\n")).containsExactly(new RefusedMessages("response", "version", 1));
        assertThat(after(get, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n"))
                .containsExactly(new RefusedMessages("response", "chunk_end", 1));
        assertThat(after(get, "HTTP/1.1 103 x\r\n\r\n".repeat(ResponseRelay.MAX_INTERIM_RESPONSES + 1)))
                .containsExactly(new RefusedMessages("response", "interim_responses", 1));
    }

    @Test
    void whatIsKeptOfABodyTellsWhereItIsWrong() throws Exception {
        InvalidMessage request = kept(CHUNKED + "1\r\nx\r\nZZ\r\n", "");
        assertThat(request.byteAt(request.position())).isEqualTo((byte) 'Z');
        assertThat(request.isRequest()).isTrue();
        String get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        InvalidMessage response = kept(get, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\nZZ\r\n");
        assertThat(response.byteAt(response.position())).isEqualTo((byte) 'Z');
        assertThat(response.backend()).isEqualTo("be");
    }

    @Test
    void oneInterimResponseTooManyIsWrongFromItsBeginning() throws Exception {
        String get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        String many = "HTTP/1.1 103 x\r\n\r\n".repeat(ResponseRelay.MAX_INTERIM_RESPONSES);
        InvalidMessage response = kept(get, many + "HTTP/1.1 102 y\r\n\r\n" + many);
        assertThat(response.position()).isZero();
        assertThat((char) response.byteAt(11)).isEqualTo('2');
    }

    @Test
    void noBackendIsNamedWhereNoneWasChosen() throws Exception {
        InvalidMessage request = kept("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "");
        assertThat(request.backend()).isNull();
        assertThat(request.server()).isNull();
    }

    @Test
    void whatIsSoundIsNot() throws Exception {
        String get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        assertThat(after(get, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonHasWordsOfItsOwn(Malformed reason) {
        assertThat(reason.found()).isNotBlank().doesNotContain("  ");
        assertThat(Malformed.values())
                .filteredOn(other -> other.found().equals(reason.found()))
                .hasSize(1);
    }
}

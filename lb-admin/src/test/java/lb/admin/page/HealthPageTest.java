package lb.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.LocalResponse;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthPageTest {
    private boolean stopping;
    private List<StatsRow> rows = List.of(backend("UP"), new StatsRow(StatsRow.Type.SERVER).put(Column.STATUS, "DOWN"));

    private static StatsRow backend(String status) {
        return new StatsRow(StatsRow.Type.BACKEND).put(Column.STATUS, status);
    }

    private LocalResponse get(String method, String target) {
        LocalRequest request = new LocalRequest(method, target, List.of(), new InetSocketAddress("127.0.0.1", 1));
        return new HealthPage(() -> rows, () -> stopping)
                .pages().stream()
                        .filter(page -> page.answers(target))
                        .findFirst()
                        .orElseThrow()
                        .answerer()
                        .answer(request);
    }

    @Test
    void aNodeWhoseBackendsHaveServersIsReady() {
        assertThat(get("GET", "/readyz")).isEqualTo(LocalResponse.text(200, "text/plain", "ready\n"));
        assertThat(get("HEAD", "/readyz?verbose").status()).isEqualTo(200);
    }

    @Test
    void aNodeWithABackendWithoutServersIsAliveButNotReady() {
        rows = List.of(backend("UP"), backend("DOWN"));
        assertThat(get("GET", "/readyz").status()).isEqualTo(503);
        assertThat(get("GET", "/readyz").body()).isEqualTo("not ready: 1 backend has no server\n");
        rows = List.of(backend("DOWN"), backend("DOWN"));
        assertThat(get("GET", "/readyz").body()).isEqualTo("not ready: 2 backends have no server\n");
        assertThat(get("GET", "/healthz")).isEqualTo(LocalResponse.text(200, "text/plain", "alive\n"));
    }

    @Test
    void aNodeThatStopsIsNotReady() {
        stopping = true;
        assertThat(get("GET", "/readyz").status()).isEqualTo(503);
        assertThat(get("GET", "/readyz").body()).isEqualTo("not ready: stopping\n");
        assertThat(get("GET", "/healthz").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"POST, /healthz", "DELETE, /readyz", "get, /readyz"})
    void onlyReadingIsAllowed(String method, String target) {
        LocalResponse response = get(method, target);
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.fields()).containsExactly(new Field("Allow", "GET, HEAD"));
    }
}

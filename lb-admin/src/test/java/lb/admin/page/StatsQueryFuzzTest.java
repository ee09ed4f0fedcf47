package lb.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import lb.admin.config.StatsLook;
import lb.proxy.listen.OpenSessions.Seen;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;

class StatsQueryFuzzTest {
    private static final NodeFacts NODE = new NodeFacts("ha1", "0.1.0", 1, Instant.EPOCH);

    @FuzzTest
    void everyTargetGetsAnAnswerAndNoneGetsItsOwnMarkupBack(FuzzedDataProvider data) {
        String target = "/stats" + data.consumeRemainingAsString();
        PageSources sources = new PageSources(
                NODE,
                List::of,
                List::of,
                List::of,
                List::of,
                List::of,
                new Trends(List::of),
                new HealthChanges(),
                List::of);
        LocalResponse response = new StatsPage("/stats", StatsLook.STANDARD, sources, () -> Seen.NONE)
                .answer(new LocalRequest("GET", target, List.of(), new InetSocketAddress(1)), Controls.none("/stats"));
        assertThat(response.status()).isIn(200, 400, 404);
        // One of ours where it is a page.
        assertThat(response.body().split("<script", -1)).hasSizeLessThanOrEqualTo(2);
    }
}

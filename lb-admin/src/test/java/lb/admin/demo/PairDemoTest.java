package lb.admin.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.admin.demo.ProbeSample.Outcome;
import org.junit.jupiter.api.Test;

class PairDemoTest {
    private static ProbeSample at(int millis, Outcome outcome, String server) {
        return new ProbeSample(millis * 1_000_000L, 1_000_000, outcome, server);
    }

    @Test
    void itSaysWhatTheClientSaw() {
        var report = ProbeReport.of(List.of(
                at(0, Outcome.ANSWERED, "web1"),
                at(5, Outcome.REFUSED, "-"),
                at(10, Outcome.NO_ANSWER, "-"),
                at(15, Outcome.ANSWERED, "web2")));
        assertThat(PairDemo.sentence(report))
                .isEqualTo("an outage of 10 ms, with 0 slow requests and failed ones: 1 refused, 1 without an answer;"
                        + " answered 2 (1 by web1, 1 by web2)");
    }

    @Test
    void withoutAFailureItSaysSo() {
        var report = ProbeReport.of(List.of(at(0, Outcome.ANSWERED, "web1")));
        assertThat(PairDemo.sentence(report)).isEqualTo("no outage; answered 1 (1 by web1)");
    }
}

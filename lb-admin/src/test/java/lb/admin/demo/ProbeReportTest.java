package lb.admin.demo;

import static lb.admin.demo.ProbeSample.Outcome.ANSWERED;
import static lb.admin.demo.ProbeSample.Outcome.NO_ANSWER;
import static lb.admin.demo.ProbeSample.Outcome.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.admin.demo.ProbeSample.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeReportTest {
    private static ProbeSample at(int millis, int took, Outcome outcome) {
        return new ProbeSample(
                millis * 1_000_000L, took * 1_000_000L, outcome, outcome == ANSWERED ? "web" + millis % 2 : "-");
    }

    @Test
    void withoutAFailureThereIsNoOutage() {
        var report = ProbeReport.of(List.of(at(0, 1, ANSWERED), at(5, 1, ANSWERED)));
        assertThat(report.outage()).isZero();
        assertThat(report.longestSilence()).isZero();
        assertThat(report.failures()).isZero();
        assertThat(report.failuresInWords()).isEqualTo("none");
        assertThat(report.byServer()).isEqualTo(Map.of("web0", 1, "web1", 1));
    }

    @Test
    void theOutageLastsFromTheFirstBadRequestToTheFirstGoodOneAfterTheLastBadOne() {
        var report = ProbeReport.of(List.of(
                at(0, 1, ANSWERED),
                at(5, 1, REFUSED),
                at(10, 1, ANSWERED),
                at(15, 500, NO_ANSWER),
                at(20, 500, NO_ANSWER),
                at(30, 1, ANSWERED)));
        assertThat(report.outage()).isEqualTo(Duration.ofMillis(25));
        assertThat(report.longestSilence()).isEqualTo(Duration.ofMillis(15));
        assertThat(report.failuresInWords()).isEqualTo("1 refused, 2 without an answer");
    }

    @Test
    void aSlowAnswerIsPartOfTheOutage() {
        var report = ProbeReport.of(List.of(at(0, 1, ANSWERED), at(5, 1001, ANSWERED), at(10, 1, ANSWERED)));
        assertThat(report.slow()).isOne();
        assertThat(report.answered()).isEqualTo(3);
        assertThat(report.outage()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void anOutageThatHasNotEndedLastsToTheEndOfTheLastRequest() {
        var report = ProbeReport.of(List.of(at(0, 1, ANSWERED), at(5, 100, NO_ANSWER), at(10, 100, NO_ANSWER)));
        assertThat(report.outage()).isEqualTo(Duration.ofMillis(105));
    }

    @Test
    void aGapIsATimeInWhichNoAnswerCame() {
        var report = ProbeReport.of(List.of(at(0, 1, ANSWERED), at(5, 1001, ANSWERED), at(40, 1, ANSWERED)));
        assertThat(report.longestGap()).isEqualTo(Duration.ofMillis(965));
        assertThat(report.slowest()).isEqualTo(Duration.ofMillis(1001));
    }

    @Test
    void aGapLastsUntilTheLastRequestIsBegunWhereNoAnswerCame() {
        var report = ProbeReport.of(List.of(at(0, 1, ANSWERED), at(5, 9, NO_ANSWER), at(10, 9, NO_ANSWER)));
        assertThat(report.longestGap()).isEqualTo(Duration.ofMillis(9));
    }

    @Test
    void samplesMayComeInAnyOrder() {
        var report = ProbeReport.of(List.of(at(20, 1, ANSWERED), at(10, 1, REFUSED), at(0, 1, ANSWERED)));
        assertThat(report.outage()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void nothingIsNothing() {
        assertThat(ProbeReport.of(List.of()).requests()).isZero();
    }

    @Test
    void aLineIsReadAsItWasWritten() {
        var sample = at(5, 7, NO_ANSWER);
        assertThat(ProbeSample.parse(sample.line())).contains(sample);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "   ",
                "1 2 ANSWERED",
                "1 2 ANSWERED web1 more",
                "1 2 answered web1",
                "x 2 ANSWERED web1",
                "1 99999999999999999999 ANSWERED web1",
                "Exception in thread \"main\" java.lang.Error"
            })
    void aLineOfSomethingElseIsNoSample(String line) {
        assertThat(ProbeSample.parse(line)).isEmpty();
    }
}

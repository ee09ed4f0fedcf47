package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import lb.admin.demo.Eventually;
import lb.admin.demo.ProbeProcess;
import lb.admin.demo.ProbeSample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One node: what it prints, how long it takes to serve, and what remains of it. */
@Tag("network")
class StartAndStopIT {
    private FourNodes four;
    private Lb lb;

    @BeforeEach
    void open() {
        Needs.programs("nginx", "curl");
        four = FourNodes.open();
        four.startWebs();
        lb = new Lb(four.ha1(), Lb.conf(four, new Vrrp(3, Duration.ofMillis(100), false, "")));
    }

    @AfterEach
    void close() {
        if (four != null) {
            four.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"}) // what a JVM returns that a signal has ended
    void aSignalToEndRemovesTheAddress(String signal, int asTheSignalSays) {
        lb.start();
        four.owns(four.ha1(), FourNodes.PATIENCE, lb);
        lb.process().signal(signal);
        var exit = lb.process().exit(FourNodes.PATIENCE);
        assertThat(exit).as(lb::output).isPresent();
        assertThat(exit.getAsInt()).isIn(0, asTheSignalSays);
        assertThat(four.ha1().holds(FourNodes.VIRTUAL)).as(lb::output).isFalse();
    }

    @Test
    void itStartsQuicklyAndWithoutAWarning() {
        var probe = ProbeProcess.start(
                four.client(),
                four.ha1().address(),
                Duration.ofMillis(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60));
        Eventually.holds(
                "the probe has begun", FourNodes.PATIENCE, () -> probe.samples().size() > 100, probe::output);
        var begin = System.nanoTime();
        lb.start();
        Eventually.holds(
                "requests are answered",
                FourNodes.PATIENCE,
                () -> probe.since(begin).stream().anyMatch(sample -> sample.outcome() == ProbeSample.Outcome.ANSWERED),
                lb::output);
        var ready = probe.since(begin).stream()
                .filter(sample -> sample.outcome() == ProbeSample.Outcome.ANSWERED)
                .mapToLong(sample -> sample.start() + sample.nanos() - begin)
                .min()
                .orElseThrow();
        four.owns(four.ha1(), FourNodes.PATIENCE, lb);
        System.out.printf("from java -jar to the first answer: %d ms%n", ready / 1_000_000);
        assertThat(lb.process().output()).doesNotContainIgnoringCase("warning").doesNotContain("WARN", "SLF4J");
    }
}

package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A master under more than its memory can hold: it goes on, or it ends at once and the other node serves. */
@Tag("network")
class OutOfMemoryIT {
    /** What a JVM ends with that was told to end where its heap is used up. */
    private static final int OUT_OF_MEMORY = 3;

    private FourNodes four;
    private LabProcess first;
    private Lb second;

    @BeforeEach
    void open() {
        Needs.programs("nginx", "curl", "slowhttptest");
        four = FourNodes.open();
        four.startWebs();
    }

    @AfterEach
    void close() {
        if (four != null) {
            four.close();
        }
    }

    /** Both nodes, the first of which has little memory. */
    private void start(String... options) {
        var conf = Lb.conf(four, new Vrrp(3, Duration.ofMillis(100), false, ""), "http");
        var command = Lb.command("run", conf.toString());
        command.addAll(1, List.of(options));
        first = four.ha1().start(command);
        Eventually.holds(
                "it has the address", FourNodes.PATIENCE, () -> four.ha1().holds(FourNodes.VIRTUAL), first::output);
        second = new Lb(four.ha2(), conf);
        second.start();
        four.takePart(second);
        awaitAnswer();
    }

    private void awaitAnswer() {
        Eventually.holds(
                "a client is answered",
                FourNodes.PATIENCE,
                () -> four.ask(FourNodes.VIRTUAL).startsWith("web"),
                this::state);
    }

    private String state() {
        return "ha1: " + first.output() + "\n" + four.state(second);
    }

    private LabProcess slow(String way) {
        return four.client()
                .start(List.of(
                        "sh", "-c", "exec slowhttptest " + way + " -u http://" + FourNodes.VIRTUAL + "/files/big"));
    }

    @Test
    void aNodeWhoseHeapIsUsedUpEndsAtOnceAndTheOtherOneServes() {
        start("-Xmx20m", "-Xmn8m");
        LabProcess many = slow("-c 8000 -r 4000 -l 30 -H -i 5");
        assertThat(first.exit(FourNodes.PATIENCE))
                .as(() -> state() + many.output())
                .hasValue(OUT_OF_MEMORY);
        assertThat(first.output()).contains("Terminating due to java.lang.OutOfMemoryError: Java heap space");
        four.owns(four.ha2(), FourNodes.PATIENCE, second);
        many.kill();
        awaitAnswer();
    }

    @Test
    void whereTheMemoryForBuffersIsUsedUpConnectionsEndAndTheNodeGoesOn() throws Exception {
        Files.write(four.folder().resolve("big"), new byte[1 << 20]);
        start("-Xmx64m", "-XX:MaxDirectMemorySize=6m");
        LabProcess many = slow("-c 1500 -r 500 -l 10 -X -w 16 -y 64 -n 1 -z 16");
        Eventually.holds(
                "the limit is told",
                FourNodes.PATIENCE,
                () -> first.output().contains("the memory for buffers is used up (the JVM may have 6MiB)"),
                () -> state() + many.output());
        awaitAnswer();
        Eventually.holds("they have gone", FourNodes.PATIENCE, () -> !many.alive(), many::output);
        awaitAnswer();
        assertThat(four.owners()).as(this::state).containsExactly(four.ha1());
        assertThat(first.output()).contains("MASTER").doesNotContain("does not turn", "fault in lb itself");
        assertThat(second.output()).doesNotContain("MASTER");
    }
}

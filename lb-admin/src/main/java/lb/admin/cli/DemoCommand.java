package lb.admin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import lb.admin.boot.StartException;
import lb.admin.config.Times;
import lb.admin.config.ValueException;
import lb.admin.demo.Demo;
import lb.admin.demo.LabException;
import lb.admin.demo.PairDemo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lb demo}: shows what lb does, with nothing to prepare. */
@Command(
        name = "demo",
        description = "Shows what lb does: one balancer on loopback, or (as root) a pair with a failover.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65535;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    @Option(
            names = "--pair",
            description =
                    "Two nodes, two web servers and a client in network namespaces; kills the owner of the virtual"
                            + " IP and tells what the client saw. Needs root.")
    private boolean pair;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Without --pair: where the balancer listens (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--advert-interval",
            paramLabel = "TIME",
            description = "With --pair: such as 1s (the default) or 100ms.")
    private @Nullable String advertInterval;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            if (pair) {
                PairDemo.run(System.out, interval());
                return 0;
            }
            return demo();
        } catch (StartException e) {
            e.problems().forEach(problem -> err.println("lb: " + problem));
            err.println("lb: another port can be given: lb demo --port 8888");
        } catch (LabException e) {
            err.println("lb: " + e.getMessage());
        }
        return LbCommand.FAILED;
    }

    private int demo() throws StartException, IOException, InterruptedException {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new ParameterException(
                    spec.commandLine(), "--port " + port + " (expected: 1 to " + HIGHEST_PORT + ")");
        }
        StopSignal stop = StopSignal.install();
        try {
            stop.started(Demo.start(System.out, port, Version.number())::close);
        } finally {
            stop.failed();
        }
        Thread.currentThread().join();
        return 0;
    }

    private Duration interval() {
        if (advertInterval == null) {
            return Duration.ofSeconds(1);
        }
        try {
            Duration interval = Times.parse(advertInterval);
            if (interval.toMillis() >= 10 && interval.toMillis() <= 40_000 && interval.toNanos() % STEP_NANOS == 0) {
                return interval;
            }
        } catch (ValueException e) {
            // Told below.
        }
        throw new ParameterException(
                spec.commandLine(),
                "--advert-interval " + advertInterval + " (expected: 10ms to 40s in steps of 10ms, such as 100ms)");
    }
}

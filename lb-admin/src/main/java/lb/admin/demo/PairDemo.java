package lb.admin.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two nodes, two web servers and a client in a laboratory of their own: shows who owns the virtual address, what the
 * client sees of a crash, of a return and of a clean stop, and ends.
 */
public final class PairDemo {
    private static final String VIRTUAL = NetworkLab.NETWORK + "69";
    private static final int PORT = 80;
    private static final Duration PACE = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PROBED = Duration.ofMinutes(4);
    private static final Duration OBSERVED = Duration.ofSeconds(1);

    private final PrintStream out;
    private final Duration advertInterval;
    private final Duration enough;
    private final long begin = System.nanoTime();
    private final NetworkLab lab;
    private final LabNode ha1;
    private final LabNode ha2;
    private final Path conf;

    private PairDemo(PrintStream out, Duration advertInterval, NetworkLab lab) {
        this.out = out;
        this.advertInterval = advertInterval;
        // The start of a JVM on a small machine, and a few master down intervals.
        this.enough = Duration.ofSeconds(20).plus(advertInterval.multipliedBy(8));
        this.lab = lab;
        this.ha1 = lab.node("ha1", 21);
        this.ha2 = lab.node("ha2", 22);
        this.conf = lab.folder().resolve("lb.conf");
    }

    /**
     * Shows it all.
     *
     * @param advertInterval 10 ms to 40 s, in steps of 10 ms
     * @throws LabException with a sentence when this machine or this user can have no laboratory, or something that was
     *     to be shown did not happen
     */
    public static void run(PrintStream out, Duration advertInterval) {
        try (var lab = NetworkLab.open()) {
            try {
                new PairDemo(out, advertInterval, lab).show();
            } catch (RuntimeException e) {
                // After Ctrl-C everything fails at once, as it should.
                if (!lab.closed()) {
                    throw e;
                }
            }
        }
    }

    private void show() {
        var webs = List.of(web("web1", 11), web("web2", 12));
        var client = lab.node("client", 100);
        writeConfiguration(webs);
        out.printf("%nTwo nodes, ha1 and ha2, run this one file; each finds out by its address which one it is:%n%n");
        out.println(read(conf).indent(4));

        var node1 = start(ha1);
        var node2 = start(ha2);
        say("ha1 and ha2 start, each with  lb run lb.conf");
        owns(ha1, node1, node2);
        say("ha1 owns the virtual address " + VIRTUAL + ": it has the higher priority; ha2 is its backup");

        var probe = ProbeProcess.start(client, VIRTUAL, PACE, PATIENCE, PROBED);
        served(probe, System.nanoTime(), node1, node2);
        say("a client asks http://" + VIRTUAL + "/ every " + PACE.toMillis() + " ms, each time on a new connection");
        // Before that, the first requests met JVMs that had just started: nothing that a failover shows.
        tell("once all is warm, ", probe.since(probe.complete() - OBSERVED.toNanos()));

        var crash = System.nanoTime();
        node1.kill();
        say("ha1 crashes: kill -9");
        var moved = holds(ha2, node2);
        say("ha2 owns the virtual address");
        if (ha1.holds(VIRTUAL)) {
            out.println(
                    "         (ha1's kernel has it as well: nobody was left to remove it; the announcements of ha2 win)");
        }
        served(probe, moved, node2);
        tell("", probe.since(crash));

        var again = System.nanoTime();
        var back = start(ha1);
        say("ha1 is started again");
        var returned = owns(ha1, back, node2);
        say("ha1 has taken the virtual address back");
        served(probe, returned, back, node2);
        tell("", probe.since(again));

        var stop = System.nanoTime();
        back.signal("TERM");
        say("ha1 is stopped cleanly: SIGTERM");
        var handedOver = owns(ha2, back, node2);
        say("ha2 owns the virtual address");
        served(probe, handedOver, back, node2);
        tell("", probe.since(stop));
        if (advertInterval.compareTo(Duration.ofMillis(500)) > 0) {
            out.printf("%nThe time to notice a crash is three advert intervals and a little: see also%n"
                    + "    sudo ./lb demo --pair --advert-interval 100ms%n");
        }
        out.println();
    }

    private LabNode web(String name, int lastNumber) {
        var node = lab.node(name, lastNumber);
        node.start(Jvm.small(WebServer.class, name, Integer.toString(PORT)));
        return node;
    }

    private LabProcess start(LabNode node) {
        return node.start(Jvm.program(List.of("run", conf.toString())));
    }

    private void writeConfiguration(List<LabNode> webs) {
        var servers = webs.stream()
                .map(web -> "      %s = \"%s:%d\"".formatted(web.name(), web.address(), PORT))
                .collect(Collectors.joining("\n"));
        var text = """
                nodes {
                  ha1 { address = %s, priority = 150 }
                  ha2 { address = %s, priority = 100 }
                }
                virtual-ips {
                  web { address = %s, router-id = 51, advert-interval = %s }
                }
                frontends {
                  web { mode = http, bind = "*:%d", default-backend = web-servers }
                }
                backends {
                  web-servers {
                    mode = http
                    balance = roundrobin
                    check { interval = 1s, fall = 3, rise = 2 }
                    servers {
                %s
                    }
                  }
                }
                """.formatted(ha1.address(), ha2.address(), VIRTUAL, time(advertInterval), PORT, servers);
        try {
            Files.writeString(conf, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As one writes it in the file. */
    private static String time(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code node} alone has the virtual address. */
    private long owns(LabNode node, LabProcess... nodes) {
        return Eventually.holds(
                node.name() + " alone owns " + VIRTUAL,
                enough,
                () -> Stream.of(ha1, ha2)
                        .filter(each -> each.holds(VIRTUAL))
                        .toList()
                        .equals(List.of(node)),
                () -> logs(nodes));
    }

    /** Waits until {@code node} has the virtual address, perhaps beside a dead one, whose kernel has it still. */
    private long holds(LabNode node, LabProcess... nodes) {
        return Eventually.holds(node.name() + " owns " + VIRTUAL, enough, () -> node.holds(VIRTUAL), () -> logs(nodes));
    }

    /** Waits until all requests of a second, begun after {@code from}, have been answered in good time. */
    private void served(ProbeProcess probe, long from, LabProcess... nodes) {
        Eventually.holds(
                "the client gets good answers",
                enough,
                () -> probe.allGoodFor(OBSERVED, from),
                () -> ProbeReport.of(probe.since(from)) + System.lineSeparator() + logs(nodes));
    }

    private static String logs(LabProcess... nodes) {
        return Stream.of(nodes)
                .map(node -> "%s printed:%n%s".formatted(node.name(), node.output()))
                .collect(Collectors.joining("\n"));
    }

    private void say(String sentence) {
        out.printf(Locale.ROOT, "%5.1f s  %s%n", (System.nanoTime() - begin) / 1e9, sentence);
    }

    private void tell(String when, List<ProbeSample> samples) {
        out.printf("         %sthe client saw %s%n", when, sentence(ProbeReport.of(samples)));
    }

    /** A report in a sentence. */
    static String sentence(ProbeReport report) {
        var servers = report.byServer().entrySet().stream()
                .map(entry -> entry.getValue() + " by " + entry.getKey())
                .collect(Collectors.joining(", "));
        var outage = report.outage().isZero()
                ? "no outage"
                : "an outage of %d ms, with %d slow requests and failed ones: %s"
                        .formatted(report.outage().toMillis(), report.slow(), report.failuresInWords());
        return "%s; answered %d (%s)".formatted(outage, report.answered(), servers);
    }
}

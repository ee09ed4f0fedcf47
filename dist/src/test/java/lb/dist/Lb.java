package lb.dist;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import org.jspecify.annotations.Nullable;

/** A node of ours: the delivered jar with the one file that both nodes have, which finds out itself which node it is. */
final class Lb implements Balancer {
    /** The interval of health checks, which fall after 3 and rise after 2 of them. */
    static final Duration CHECK = Duration.ofMillis(500);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LabNode node;
    private final Path conf;
    private @Nullable LabProcess process;

    Lb(LabNode node, Path conf) {
        this.node = node;
        this.conf = conf;
    }

    /** The file for both nodes, written into the folder of the laboratory. */
    static Path conf(FourNodes four, Vrrp vrrp) {
        return conf(four, vrrp, "tcp");
    }

    /** The same, with the bytes understood as that. */
    static Path conf(FourNodes four, Vrrp vrrp, String mode) {
        return write(four.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, priority = %d }
                  ha2 { address = %s, priority = %d }
                }
                virtual-ips {
                  web {
                    address = %s
                    router-id = %d
                    version = %d
                    advert-interval = %dms
                    peers = %s
                    %s
                  }
                }
                defaults {
                  mode = %s
                  timeouts { connect = 5s, client = 50s, server = 50s }
                }
                frontends {
                  myweb { bind = "*:80", default-backend = web-servers }
                }
                backends {
                  web-servers {
                    balance = roundrobin
                    check { interval = %dms, fall = 3, rise = 2 }
                    servers {
                %s
                    }
                  }
                }
                """.formatted(
                        four.ha1().address(),
                        Vrrp.HIGHER,
                        four.ha2().address(),
                        Vrrp.LOWER,
                        FourNodes.VIRTUAL,
                        Vrrp.ROUTER_ID,
                        vrrp.version(),
                        vrrp.interval().toMillis(),
                        vrrp.unicast() ? "unicast" : "multicast",
                        vrrp.password().isEmpty()
                                ? ""
                                : "authentication { type = pass, password = \"%s\" }".formatted(vrrp.password()),
                        mode,
                        CHECK.toMillis(),
                        four.webs().stream()
                                .map(web -> "      %s = \"%s:80\"".formatted(web.name(), web.address()))
                                .collect(Collectors.joining("\n"))));
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line that a person would type. */
    static List<String> command(String... arguments) {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar()));
        command.addAll(List.of(arguments));
        return command;
    }

    static String jar() {
        return Path.of(requireNonNull(System.getProperty("lb.jar"), "the system property lb.jar is not set"))
                .toAbsolutePath()
                .normalize()
                .toString();
    }

    @Override
    public LabNode node() {
        return node;
    }

    @Override
    public void start() {
        process = node.start(command("run", conf.toString()));
    }

    @Override
    public void stop() {
        process().stop(PATIENCE);
    }

    @Override
    public void kill() {
        process().kill();
    }

    @Override
    public void freeze() {
        process().freeze();
    }

    @Override
    public void thaw() {
        process().thaw();
    }

    LabProcess process() {
        return requireNonNull(process, "not started");
    }

    @Override
    public boolean alive() {
        return process().alive();
    }

    @Override
    public String output() {
        return "lb on %s:%n%s".formatted(node.name(), process().output());
    }

    @Override
    public String toString() {
        return "lb";
    }
}

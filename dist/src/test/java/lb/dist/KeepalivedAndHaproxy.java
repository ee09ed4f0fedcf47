package lb.dist;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import org.jspecify.annotations.Nullable;

/** A node as it is today: keepalived for the address, HAProxy for the traffic. */
final class KeepalivedAndHaproxy implements Balancer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LabNode node;
    private final Path keepalivedConf;
    private final Path haproxyConf;
    private final Path folder;
    private @Nullable LabProcess keepalived;
    private @Nullable LabProcess haproxy;

    /** @param peer the other node */
    KeepalivedAndHaproxy(FourNodes four, LabNode node, LabNode peer, int priority, Vrrp vrrp, boolean preempt) {
        this.node = node;
        this.folder = four.folder();
        this.keepalivedConf = write(node.name() + "-keepalived.conf", keepalived(node, peer, priority, vrrp, preempt));
        this.haproxyConf = write(node.name() + "-haproxy.cfg", haproxy(four.webs()));
    }

    private static String keepalived(LabNode node, LabNode peer, int priority, Vrrp vrrp, boolean preempt) {
        var interval = vrrp.interval().toMillis() % 1000 == 0
                ? Long.toString(vrrp.interval().toSeconds())
                : Double.toString(vrrp.interval().toMillis() / 1000.0);
        var unicast = """
                    unicast_src_ip %s
                    unicast_peer {
                        %s
                    }
                """.formatted(node.address(), peer.address());
        var authentication = """
                    authentication {
                        auth_type PASS
                        auth_pass %s
                    }
                """.formatted(vrrp.password());
        return """
                global_defs {
                    vrrp_version %d
                    router_id %s
                }
                vrrp_instance web {
                    interface %s
                    state BACKUP
                    virtual_router_id %d
                    priority %d
                    advert_int %s
                %s%s%s    virtual_ipaddress {
                        %s
                    }
                }
                """.formatted(
                        vrrp.version(),
                        node.name(),
                        LabNode.INTERFACE,
                        Vrrp.ROUTER_ID,
                        priority,
                        interval,
                        preempt ? "" : "    nopreempt\n",
                        vrrp.unicast() ? unicast : "",
                        vrrp.password().isEmpty() ? "" : authentication,
                        FourNodes.VIRTUAL);
    }

    private static String haproxy(List<LabNode> webs) {
        return """
                global
                    log stdout format raw local0
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 50s
                    timeout server 50s
                frontend myweb
                    bind *:80
                    default_backend web-servers
                backend web-servers
                    balance roundrobin
                    default-server check inter 500 fall 3 rise 2
                %s
                """.formatted(webs.stream()
                .map(web -> "    server %s %s:80".formatted(web.name(), web.address()))
                .collect(Collectors.joining("\n")));
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String pidFile(String process) {
        return folder.resolve("%s-%s.pid".formatted(node.name(), process)).toString();
    }

    private void deletePidFiles() {
        try {
            Files.deleteIfExists(Path.of(pidFile("keepalived")));
            Files.deleteIfExists(Path.of(pidFile("vrrp")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public LabNode node() {
        return node;
    }

    @Override
    public void start() {
        // After a kill it takes the file of the dead process for that of a living one, when the pid is in use again.
        deletePidFiles();
        haproxy = node.start("haproxy", "-db", "-f", haproxyConf.toString());
        keepalived = node.start(
                "keepalived",
                "--dont-fork",
                "--log-console",
                "--log-detail",
                "--vrrp",
                "--use-file",
                keepalivedConf.toString(),
                "--pid",
                pidFile("keepalived"),
                "--vrrp_pid",
                pidFile("vrrp"));
    }

    /** The address goes first, as it would with a service that depends on the other. */
    @Override
    public void stop() {
        requireNonNull(keepalived).stop(PATIENCE);
        requireNonNull(haproxy).stop(PATIENCE);
    }

    @Override
    public void kill() {
        requireNonNull(haproxy).kill();
        requireNonNull(keepalived).kill();
    }

    @Override
    public void freeze() {
        requireNonNull(haproxy).freeze();
        requireNonNull(keepalived).freeze();
    }

    @Override
    public void thaw() {
        requireNonNull(haproxy).thaw();
        requireNonNull(keepalived).thaw();
    }

    @Override
    public boolean alive() {
        return requireNonNull(keepalived).alive() && requireNonNull(haproxy).alive();
    }

    @Override
    public String output() {
        return "keepalived on %s:%n%s%nhaproxy on %1$s:%n%s"
                .formatted(
                        node.name(),
                        requireNonNull(keepalived).output(),
                        requireNonNull(haproxy).output());
    }

    @Override
    public String toString() {
        return "keepalived + HAProxy";
    }
}

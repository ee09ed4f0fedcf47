package lb.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import lb.admin.demo.NetworkLab;
import lb.admin.demo.ProbeProcess;

/** Two balancers, two nginx and a client, each a node of a laboratory of its own; the virtual address is .69. */
final class FourNodes implements AutoCloseable {
    static final String VIRTUAL = NetworkLab.NETWORK + "69";

    /** Longer than the start of a JVM on a busy machine with two cores. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NetworkLab lab;
    private final LabNode ha1;
    private final LabNode ha2;
    private final LabNode web1;
    private final LabNode web2;
    private final LabNode client;

    private FourNodes(NetworkLab lab) {
        this.lab = lab;
        this.ha1 = lab.node("ha1", 21);
        this.ha2 = lab.node("ha2", 22);
        this.web1 = lab.node("web1", 11);
        this.web2 = lab.node("web2", 12);
        this.client = lab.node("client", 100);
    }

    /** The network with no process in it yet. */
    static FourNodes open() {
        var lab = NetworkLab.open();
        try {
            return new FourNodes(lab);
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    LabNode ha1() {
        return ha1;
    }

    LabNode ha2() {
        return ha2;
    }

    LabNode web1() {
        return web1;
    }

    LabNode web2() {
        return web2;
    }

    LabNode client() {
        return client;
    }

    LabNode bridge() {
        return lab.bridge();
    }

    List<LabNode> webs() {
        return List.of(web1, web2);
    }

    Path folder() {
        return lab.folder();
    }

    /** Gives both balancers another network, lan1, in which nobody else is. */
    void addLan1() {
        for (var node : List.of(ha1, ha2)) {
            node.run("ip", "link", "add", "lan1", "type", "veth", "peer", "name", "lan1-end");
            node.run("ip", "link", "set", "lan1-end", "up");
            node.run("ip", "link", "set", "lan1", "up");
        }
    }

    /** Starts both nginx, and waits until they answer. */
    void startWebs() {
        webs().forEach(this::startWeb);
    }

    /** Starts the nginx of a web node, which answers with the node's name, and waits until it answers. */
    LabProcess startWeb(LabNode web) {
        var nginx = web.start(
                "nginx", "-p", folder().toString(), "-c", nginxConf(web).toString());
        Eventually.holds(
                web.name() + " answers", PATIENCE, () -> ask(web.address()).equals(web.name()), nginx::output);
        return nginx;
    }

    /** One process in the foreground, and all that it writes is in the folder of the laboratory. */
    private Path nginxConf(LabNode web) {
        var conf = """
                daemon off;
                master_process off;
                user root;
                pid %1$s-nginx.pid;
                error_log %1$s-error.log;
                events { worker_connections 4096; }
                http {
                    log_format peer '$remote_addr';
                    access_log %1$s-access.log peer;
                    client_body_temp_path %1$s-body;
                    proxy_temp_path %1$s-proxy;
                    fastcgi_temp_path %1$s-fastcgi;
                    uwsgi_temp_path %1$s-uwsgi;
                    scgi_temp_path %1$s-scgi;
                    server {
                        listen 80;
                        default_type text/plain;
                        location / { return 200 '%1$s\\n'; }
                        location /files/ { alias %2$s/; }
                    }
                }
                """.formatted(web.name(), folder());
        try {
            return Files.writeString(folder().resolve(web.name() + "-nginx.conf"), conf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The addresses that connections to a web node came from, as its nginx saw them. */
    List<String> peersSeenBy(LabNode web) {
        try {
            return Files.readAllLines(folder().resolve(web.name() + "-access.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the client gets from an address within two seconds; the empty text when it gets nothing. */
    String ask(String address) {
        return client.run("sh", "-c", "curl -sS --max-time 2 http://%s/ 2>&1 || true".formatted(address))
                .strip();
    }

    /** The balancer nodes that have the virtual address now. */
    List<LabNode> owners() {
        return Stream.of(ha1, ha2).filter(node -> node.holds(VIRTUAL)).toList();
    }

    /** Waits until {@code node} has the virtual address and the other has not; returns when that was seen. */
    long owns(LabNode node, Duration patience, Balancer... balancers) {
        return Eventually.holds(
                node.name() + " is the only owner of " + VIRTUAL,
                patience,
                () -> owners().equals(List.of(node)),
                () -> state(balancers));
    }

    /**
     * Waits until what is seen of a node is what is wanted.
     *
     * @param seen of a node; of both in the message of a failure
     */
    void awaitSeen(
            LabNode node,
            Function<LabNode, String> seen,
            Predicate<String> wanted,
            Duration patience,
            Balancer... balancers) {
        Eventually.holds(
                node.name() + " has what it is to have",
                patience,
                () -> wanted.test(seen.apply(node)),
                () -> seen.apply(ha1) + "\n\n" + seen.apply(ha2) + "\n\n" + state(balancers));
    }

    /** Waits until each takes part in the election: both kinds of node say that they begin as backup. */
    void takePart(Balancer... balancers) {
        for (var balancer : balancers) {
            Eventually.holds(
                    balancer + " on " + balancer.node().name() + " takes part",
                    PATIENCE,
                    () -> balancer.output().contains("BACKUP"),
                    () -> state(balancers));
        }
    }

    /** Starts to ask the virtual address on a new connection every 5 ms, for a minute and a half at most. */
    ProbeProcess probe() {
        return probe(Duration.ofSeconds(1));
    }

    /** The same, with another time after which a request counts as not answered. */
    ProbeProcess probe(Duration patience) {
        return probe(patience, Duration.ofMillis(5));
    }

    /** The same, with another time between requests. */
    ProbeProcess probe(Duration patience, Duration pace) {
        var probe = ProbeProcess.start(client, VIRTUAL, pace, patience, Duration.ofSeconds(90));
        Eventually.holds("the probe has begun", PATIENCE, () -> probe.samples().size() > 100, probe::output);
        return probe;
    }

    /** What the nodes have and what the balancers printed, for the message of a failure. */
    String state(Balancer... balancers) {
        return Stream.concat(
                        Stream.of(ha1, ha2).map(node -> node.name() + " has " + node.addresses()),
                        Stream.of(balancers).map(Balancer::output))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        lab.close();
    }
}

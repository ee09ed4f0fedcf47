package lb.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;

/**
 * The machines that the pages speak of: ha1 and ha2 run lb with the virtual IP {@code web} and the servers of the backend
 * {@code app}. What is typed on ha1 sees this machine's {@code /etc}, {@code /opt} and {@code /usr/local} through overlays
 * in memory, and finds {@link GuideTables#STAND_INS} before all other programs.
 */
final class GuideStage implements AutoCloseable {
    /** A block of a page that takes longer than this hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Path LAB = Path.of("../lb-admin/src/test/resources/lb/admin/keepalived/labs/four-nodes")
            .toAbsolutePath();

    private static final Path CONF = Path.of("../conf").toAbsolutePath();

    private final FourNodes four;
    private final Path top;
    private final List<LabProcess> nodes;
    private final long holder;

    /** How a command ended; -1 where it had to be ended. */
    record Done(int status, String output) {}

    GuideStage() throws Exception {
        four = FourNodes.open();
        top = four.folder();
        try {
            network();
            holder = mounts();
            programs();
            hosts();
            conf();
            nodes = List.of(node(four.ha1()), node(four.ha2()));
            ha1Owns();
        } catch (Exception | Error e) {
            four.close();
            throw e;
        }
    }

    private void network() {
        var last = 11;
        for (var web : four.webs()) {
            web.run("ip", "address", "add", "192.168.56." + last++ + "/24", "dev", LabNode.INTERFACE);
        }
        four.startWebs();
        for (var node : List.of(four.ha1(), four.ha2())) {
            node.run("ip", "link", "set", LabNode.INTERFACE, "down");
            node.run("ip", "link", "set", LabNode.INTERFACE, "name", "eth1");
            node.run(
                    "ip",
                    "address",
                    "add",
                    node.equals(four.ha1()) ? "192.168.56.21/24" : "192.168.56.22/24",
                    "dev",
                    "eth1");
            node.run("ip", "link", "set", "eth1", "up");
        }
    }

    /** A process that keeps the mounts, and in its file its number. */
    private long mounts() throws IOException {
        var pid = top.resolve("holder.pid");
        var script = Lb.write(top.resolve("mounts.sh"), """
                set -eu
                mkdir %1$s/memory
                mount -t tmpfs none %1$s/memory
                for folder in etc opt usr/local; do
                    mkdir -p %1$s/memory/$folder.upper %1$s/memory/$folder.work
                    mount -t overlay overlay -o "lowerdir=/$folder,upperdir=%1$s/memory/$folder.upper,workdir=%1$s/memory/$folder.work" \\
                        /$folder || { echo 'no overlay here'; exit 77; }
                done
                mount -t tmpfs none /run
                mkdir /run/haproxy /run/lb
                mkdir -p /etc/lb /etc/haproxy/errors
                for status in 400 403 408 500 502 503 504; do
                    page=/etc/haproxy/errors/$status.http
                    [ -e $page ] || printf 'HTTP/1.0 %%s Error\\r\\n\\r\\n' $status >$page
                done
                getent group lb || echo 'lb:x:64999:' >>/etc/group
                echo $$ >%1$s/holder.new
                mv %1$s/holder.new %1$s/holder.pid
                exec sleep infinity
                """.formatted(top));
        var process = four.ha1().start("unshare", "--mount", "--propagation=private", "sh", script.toString());
        Eventually.holds(
                "the mounts are there", PATIENCE, () -> Files.exists(pid) || !process.alive(), process::output);
        if (process.output().contains("no overlay here")) {
            Needs.skip("no overlay can be mounted here: " + process.output());
        }
        return Long.parseLong(Files.readString(pid).strip());
    }

    private void programs() throws IOException {
        var folder = Files.createDirectory(top.resolve("programs"));
        for (var program : GuideTables.STAND_INS.entrySet()) {
            var file = Lb.write(
                    folder.resolve(program.getKey()),
                    "#!/bin/sh\n"
                            + program.getValue()
                                    .script()
                                    .replace("@top@", top.toString())
                                    .replace("@java@", Lb.command().getFirst())
                                    .replace("@lb@", launcher()));
            if (!file.toFile().setExecutable(true)) {
                throw new IOException(file + " cannot be made executable");
            }
        }
    }

    private static String launcher() {
        return Packages.folder().resolve("image/bin/lb").toString();
    }

    /** The files of the two nodes of the laboratory, as they have them. */
    private void hosts() throws IOException {
        for (var host : List.of("ha1", "ha2")) {
            for (var file : List.of("haproxy/haproxy.cfg", "keepalived/keepalived.conf")) {
                var copy = top.resolve("hosts").resolve(host).resolve("etc").resolve(file);
                Files.createDirectories(copy.getParent());
                Files.copy(LAB.resolve(host).resolve(copy.getFileName()), copy);
            }
        }
    }

    private void conf() throws IOException {
        Lb.write(top.resolve("pair.conf"), """
                nodes {
                  ha1 { address = 192.168.56.21, priority = 101 }
                  ha2 { address = 192.168.56.22, priority = 100 }
                }
                virtual-ips { web { address = 192.168.56.69, interface = eth1, router-id = 101, advert-interval = 200ms } }
                frontends {
                  web { bind = "*:80", default-backend = app }
                  secure { bind { address = "*:443", tls { certificates = "/etc/lb/www.pem" } }, default-backend = app }
                }
                backends {
                  app {
                    servers {
                      web1 = "192.168.56.11:80"
                      web2 = "192.168.56.12:80"
                      web3 = "192.168.56.12:80"
                    }
                  }
                }
                stats {
                  bind = "*:8404"
                  users { admin = "a password of the test" }
                  tokens { deploy = "a-token-of-the-test-0123456789" }
                  actions = true
                }
                """);
        var made = type("setup", """
                for name in www new; do
                    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=$name \\
                        -keyout $name.key -out $name.crt 2>/dev/null
                    cat $name.crt $name.key >$name.pem
                done
                cp www.pem /etc/lb
                cp %s/pair.conf /etc/lb/lb.conf
                printf '%%s\\n' '%s' >>/etc/hosts
                """.formatted(top, String.join("' '", GuideTables.HOSTS)), PATIENCE);
        if (made.status() != 0) {
            throw new IOException(made.output());
        }
    }

    private LabProcess node(LabNode node) {
        return node.start(
                "nsenter",
                "--mount=/proc/" + holder + "/ns/mnt",
                launcher(),
                "run",
                top.resolve("pair.conf").toString());
    }

    /** A folder as a person would have it, before the page is begun. */
    void begin(Guide guide) throws IOException {
        var folder = Files.createDirectories(folder(guide.name()));
        for (var host : List.of("ha1", "ha2")) {
            for (var file : List.of("haproxy.cfg", "keepalived.conf")) {
                if (!guide.types("mkdir ha")) {
                    Files.createDirectories(folder.resolve(host));
                    Files.copy(
                            LAB.resolve(host).resolve(file),
                            folder.resolve(host).resolve(file));
                }
                if (host.equals("ha1")) {
                    Files.copy(LAB.resolve(host).resolve(file), folder.resolve(file));
                }
            }
        }
        Files.copy(top.resolve("work/setup/new.pem"), folder.resolve("new.pem"));
        Files.createSymbolicLink(folder.resolve("lb.jar"), Path.of(Lb.jar()));
        Files.createSymbolicLink(folder.resolve("lb"), top.resolve("programs/lb"));
        try (var packages = Files.newDirectoryStream(Packages.folder(), "lb[-_]*.{deb,tar.gz}")) {
            for (var file : packages) {
                Files.createSymbolicLink(folder.resolve(file.getFileName().toString()), file);
            }
        }
        if (!guide.types("-o lb.conf")) {
            Files.copy(CONF.resolve("four-nodes.conf"), folder.resolve("lb.conf"));
        }
    }

    /** Writes what a page shows as the whole of a file. */
    void lbConf(Guide.Block block) {
        Lb.write(folder(block.page()).resolve("lb.conf"), block.text());
    }

    private Path folder(String page) {
        return top.resolve("work").resolve(page.replace('/', '-'));
    }

    /** Back to where each page begins. */
    void settle(Guide guide) throws IOException {
        type(
                guide.name(),
                "echo 'vrrp resume web; set server app/web1 state ready; set server app/web2 state ready'"
                        + " | socat - ABSTRACT-CONNECT:lb",
                PATIENCE);
        ha1Owns();
    }

    /** Types something on ha1, in the folder of a page. */
    Done type(String page, String commands, Duration patience) throws IOException {
        var folder = Files.createDirectories(folder(page));
        var script = Files.createTempFile(top, "typed", ".sh");
        Files.writeString(script, "cd " + folder + "\n" + commands.replace("@top@", top.toString()));
        var process = four.ha1()
                .start(
                        "nsenter",
                        "--mount=/proc/" + holder + "/ns/mnt",
                        "env",
                        "PATH=" + top.resolve("programs") + ":" + System.getenv("PATH"),
                        "LB_TOKEN=a-token-of-the-test-0123456789",
                        "PASSWORD=a password of the test",
                        "bash",
                        "-e",
                        script.toString());
        var status = process.exit(patience).orElse(-1);
        if (status == -1) {
            process.kill();
        }
        return new Done(status, process.output());
    }

    private void ha1Owns() {
        Eventually.holds(
                "ha1 has the virtual IP, and ha2 takes part",
                PATIENCE,
                () -> four.ha1().holds("192.168.56.69")
                        && !four.ha2().holds("192.168.56.69")
                        && nodes().contains("BACKUP"),
                this::nodes);
    }

    /** What both nodes have said. */
    String nodes() {
        return nodes.getFirst().output() + "\n" + nodes.getLast().output();
    }

    @Override
    public void close() {
        four.close();
    }
}

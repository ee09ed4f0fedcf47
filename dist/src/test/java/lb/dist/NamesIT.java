package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers that have names, and a real name server that comes, changes its mind and dies. */
@Tag("network")
class NamesIT {
    @Test
    void serversFollowTheirNamesAndOutliveTheNameServer() throws IOException {
        Needs.programs("nginx", "curl", "dnsmasq");
        try (var four = FourNodes.open()) {
            four.startWebs();
            var hosts = four.folder().resolve("hosts");
            Files.writeString(hosts, four.web1().address() + " app.test\n");
            var lb = new Lb(four.ha1(), Lb.write(four.folder().resolve("lb.conf"), conf(four.ha2())));
            lb.start();
            Eventually.holds(
                    "it runs without a name server",
                    FourNodes.PATIENCE,
                    () -> lb.output().contains("no answer of "),
                    lb::output);

            var nameServer = nameServer(four, hosts);
            Eventually.holds(
                    "the server of the name answers",
                    FourNodes.PATIENCE,
                    () -> ask(four, 80).equals("web1"),
                    lb::output);

            Files.writeString(hosts, four.web2().address() + " app.test\n");
            nameServer.signal("HUP");
            Eventually.holds(
                    "the new one answers",
                    FourNodes.PATIENCE,
                    () -> ask(four, 80).equals("web2"),
                    lb::output);
            var moved = "names/app changed its IP from %s to %s by DNS (%s:53)."
                    .formatted(
                            four.web1().address(),
                            four.web2().address(),
                            four.ha2().address());
            Eventually.holds("it says so", FourNodes.PATIENCE, () -> lb.output().contains(moved), lb::output);

            var answers = new HashSet<String>();
            Eventually.holds(
                    "both servers of the service answer",
                    FourNodes.PATIENCE,
                    () -> {
                        answers.add(ask(four, 81));
                        return answers.contains("web1") && answers.contains("web2");
                    },
                    lb::output);

            nameServer.kill();
            Eventually.holds(
                    "it says that nobody answers",
                    FourNodes.PATIENCE,
                    () -> lb.output().lastIndexOf("no answer of ") > lb.output().lastIndexOf("changed its IP"),
                    lb::output);
            assertThat(ask(four, 80)).as(lb::output).isEqualTo("web2");
        }
    }

    private static String conf(LabNode nameServer) {
        return """
                defaults { mode = tcp, check { interval = 500ms } }
                resolvers { dns {
                  name-servers = %s
                  retries = 1
                  timeouts { resolve = 200ms, retry = 200ms }
                  hold { valid = 200ms }
                } }
                frontends {
                  names { bind = "*:80", default-backend = names }
                  services { bind = "*:81", default-backend = services }
                }
                backends {
                  names { servers { app = "app.test:80" } }
                  services { servers { web { address = "_http._tcp.app.test", slots = 3 } } }
                }
                """.formatted(nameServer.address());
    }

    private static LabProcess nameServer(FourNodes four, Path hosts) {
        var server = four.ha2()
                .start(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--no-resolv",
                        "--no-hosts",
                        "--user=root",
                        "--pid-file=",
                        "--log-facility=-",
                        "--bind-interfaces",
                        "--local=/test/",
                        "--listen-address=" + four.ha2().address(),
                        "--addn-hosts=" + hosts,
                        "--address=/web1.test/" + four.web1().address(),
                        "--address=/web2.test/" + four.web2().address(),
                        "--srv-host=_http._tcp.app.test,web1.test,80,1,5",
                        "--srv-host=_http._tcp.app.test,web2.test,80,1,5");
        Eventually.holds("it is up", FourNodes.PATIENCE, () -> server.output().contains("started"), server::output);
        return server;
    }

    private static String ask(FourNodes four, int port) {
        return four.ask(four.ha1().address() + ":" + port);
    }
}

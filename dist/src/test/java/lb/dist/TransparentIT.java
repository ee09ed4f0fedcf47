package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import lb.admin.demo.LabNode;
import lb.admin.demo.NetworkLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A node that nobody sees: it takes connections to an address that no machine has, and asks its server from the client's
 * address. Client and server each have their way to the other over it.
 */
@Tag("network")
class TransparentIT {
    private static final String SERVICE = "10.77.2.80";

    @Test
    void anAddressOfNobodyIsServedAndTheServerSeesTheClient() {
        Needs.programs("curl", "nginx");
        try (var lab = NetworkLab.open()) {
            var client = lab.node("client", 5);
            var ha1 = lab.node("ha1", 21);
            var web = lab.node("web1", 31);
            client.run("ip", "route", "add", SERVICE + "/32", "via", ha1.address());
            // What comes for that address is delivered here, which the socket's option alone does not do.
            ha1.run("ip", "route", "add", "local", SERVICE + "/32", "dev", "lo", "table", "100");
            ha1.run("ip", "rule", "add", "to", SERVICE + "/32", "lookup", "100");
            // Answers to the client's address come back over the node, and are delivered here if they are of its
            // sockets.
            web.run("ip", "route", "add", client.address() + "/32", "via", ha1.address());
            ha1.run("ip", "route", "add", "local", client.address() + "/32", "dev", "lo", "table", "101");
            ha1.run("ip", "rule", "add", "ipproto", "tcp", "sport", "80", "iif", LabNode.INTERFACE, "lookup", "101");
            ha1.run("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.eth0.rp_filter=0");
            startNginx(lab, web);
            var lb = new Lb(ha1, Lb.write(lab.folder().resolve("lb.conf"), conf(web)));
            lb.start();
            assertThat(ask(client, 8080)).as(lb::output).startsWith(client.address() + ":");
            assertThat(ask(client, 8081)).as(lb::output).startsWith(client.address() + ":");
            assertThat(ask(client, 8082)).as(lb::output).matches("10\\.77\\.1\\.21:2000[0-9]");
            lb.stop();
        }
    }

    /** http and tcp from the client's address, and http from a port of the node's own. */
    private static String conf(LabNode web) {
        return """
                frontends {
                  h { bind { address = "%1$s:8080", transparent = true, interface = eth0 }, default-backend = h }
                  t { mode = tcp, bind { address = "%1$s:8081", transparent = true, interface = eth0 }, default-backend = t }
                  p { bind { address = "%1$s:8082", transparent = true, interface = eth0 }, default-backend = p }
                }
                backends {
                  h { transparent-source = true, interface = eth0, servers { web1 = "%2$s:80" } }
                  t { mode = tcp, transparent-source = true, interface = eth0, servers { web1 = "%2$s:80" } }
                  p { source = "*:20000-20009", servers { web1 = "%2$s:80" } }
                }
                """.formatted(SERVICE, web.address());
    }

    /** An nginx that answers with the address and port that it sees. */
    private static void startNginx(NetworkLab lab, LabNode web) {
        var conf = Lb.write(lab.folder().resolve("seen.conf"), """
                daemon off;
                master_process off;
                user root;
                pid seen.pid;
                error_log stderr;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server { listen 80; location / { return 200 "$remote_addr:$remote_port"; } }
                }
                """);
        web.start("nginx", "-p", lab.folder().toString(), "-c", conf.toString());
    }

    /** What is answered there, once anything but an error is. */
    private static String ask(LabNode client, int port) {
        return client.run(
                "curl",
                "--silent",
                "--show-error",
                "--fail",
                "--max-time",
                "15",
                "--retry",
                "30",
                "--retry-delay",
                "1",
                "--retry-connrefused",
                "http://" + SERVICE + ":" + port + "/");
    }
}

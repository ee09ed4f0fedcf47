package lb.dist;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Map;
import lb.admin.demo.NetworkLab;

/** What a network test cannot do without; a test whose needs are not met is skipped and says why. */
final class Needs {
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("nginx", "nginx-light"),
            Map.entry("keepalived", "keepalived"),
            Map.entry("haproxy", "haproxy"),
            Map.entry("tcpdump", "tcpdump"),
            Map.entry("tshark", "tshark"),
            Map.entry("curl", "curl"),
            Map.entry("dnsmasq", "dnsmasq-base"),
            Map.entry("dig", "bind9-dnsutils"),
            Map.entry("logger", "bsdutils"),
            Map.entry("setpriv", "util-linux"),
            Map.entry("unshare", "util-linux"),
            Map.entry("socat", "socat"),
            Map.entry("hatop", "hatop"),
            Map.entry("script", "bsdutils"),
            Map.entry("redis-server", "redis-server"),
            Map.entry("mariadbd", "mariadb-server"),
            Map.entry("mariadb-install-db", "mariadb-server"),
            Map.entry("openssl", "openssl"),
            Map.entry("chromium", "chromium"),
            Map.entry("h2load", "nghttp2-client"),
            Map.entry("testssl", "testssl.sh"),
            Map.entry("slowhttptest", "slowhttptest"),
            Map.entry("faketime", "faketime"),
            Map.entry("prlimit", "util-linux"),
            Map.entry("nft", "nftables"),
            Map.entry("wrk", "wrk"),
            Map.entry("ss", "iproute2"));

    private Needs() {}

    static void programs(String... programs) {
        NetworkLab.obstacle().ifPresent(Needs::skip);
        for (var program : programs) {
            if (!NetworkLab.onPath(program)) {
                skip("the program %s is missing: install the package %s".formatted(program, PACKAGES.get(program)));
            }
        }
    }

    /** Ends the test as skipped. */
    static void skip(String why) {
        System.out.println("Skipped: " + why);
        abort(why);
    }
}

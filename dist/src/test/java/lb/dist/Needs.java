package lb.dist;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Map;
import lb.admin.demo.NetworkLab;

/** What a network test cannot do without; a test whose needs are not met is skipped and says why. */
final class Needs {
    private static final Map<String, String> PACKAGES = Map.of(
            "nginx", "nginx-light",
            "keepalived", "keepalived",
            "haproxy", "haproxy",
            "tcpdump", "tcpdump",
            "tshark", "tshark",
            "curl", "curl",
            "dnsmasq", "dnsmasq-base",
            "dig", "bind9-dnsutils",
            "logger", "bsdutils",
            "setpriv", "util-linux");

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
